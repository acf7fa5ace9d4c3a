use super::*;

#[test]
fn what_editors_leave_is_known() {
    for name in [
        "#a.md#",
        ".#a.md",
        "a.md~",
        ".a.md.swx",
        "a.md.swx",
        "a.md.swp",
        "~$report.docx",
        ".~lock.a.odt#",
        "4913",
        "a.md.kate-swp",
        ".DS_Store",
        "Thumbs.db",
        "a.md.bak",
        "a.md.orig",
        "a.md.tmp",
        "a.md___jb_tmp___",
    ] {
        assert!(is_leftover(name), "{name}");
    }
    for name in ["a.md", "#1.md", "c#", "4913.md", "film.swf", "jb.md", "#", "~a.md"] {
        assert!(!is_leftover(name), "{name}");
    }
    for name in [".git", ".DS_Store", ".gitignore", "._a.png", "a.txt~"] {
        assert!(is_never_published(name), "{name}");
    }
    for name in [".well-known", ".nojekyll", ".htaccess", ".domains"] {
        assert!(!is_never_published(name), "{name}");
    }
}

#[cfg(unix)]
mod links {
    use std::os::unix::fs::symlink;

    use super::*;

    /// A site, and a secret beside it.
    fn site() -> (tempfile::TempDir, Gate) {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().join("site");
        fs::create_dir_all(root.join("content/.hidden")).expect("made");
        fs::create_dir(root.join("static")).expect("made");
        for (path, text) in
            [("secret", "s"), ("site/content/a.md", "a"), ("site/content/.hidden/x", "x")]
        {
            fs::write(folder.path().join(path), text).expect("written");
        }
        let gate = Gate::new(&root);
        (folder, gate)
    }

    fn refused(gate: &Gate, path: &str) -> String {
        gate.open(path).expect_err("it must be refused").to_string()
    }

    #[test]
    fn a_link_that_stays_inside_is_followed_and_no_other() {
        let (folder, gate) = site();
        let content = folder.path().join("site/content");
        symlink("a.md", content.join("b.md")).expect("a link");
        symlink(folder.path().join("secret"), content.join("c.md")).expect("a link");
        symlink("../../", content.join("out")).expect("a link");
        symlink(".hidden/x", content.join("d.md")).expect("a link");
        symlink("gone", content.join("e.md")).expect("a link");
        symlink("f.md", content.join("f.md")).expect("a link");
        assert!(gate.open("content/b.md").is_ok());
        for path in ["content/c.md", "content/out/secret"] {
            assert!(refused(&gate, path).contains("leads out of the site, to `"), "{path}");
        }
        assert!(refused(&gate, "content/d.md").contains("something hidden"));
        assert!(refused(&gate, "content/e.md").contains("a link to `gone`"));
        assert_eq!(refused(&gate, "content/f.md"), "links lead in circles");
        assert_eq!(refused(&gate, "content/none.md"), "there is no such file");
        assert_eq!(refused(&gate, "content"), "it is a folder, not a regular file");
        let (open, missing) = gate.opened_to(["../secret", "../none"]);
        assert!(open.open("content/c.md").is_ok());
        assert_eq!(missing, ["../none"]);
    }

    #[test]
    fn nothing_is_written_through_a_link() {
        let (folder, gate) = site();
        let content = folder.path().join("site/content");
        symlink("a.md", content.join("b.md")).expect("a link");
        symlink("../static", content.join("s")).expect("a link");
        for path in ["content/b.md", "content/s/new.md", "content/s"] {
            assert!(gate.writable(path).is_err(), "{path}");
        }
        assert_eq!(gate.writable("content/a.md").ok(), Some(gate.root().join("content/a.md")));
        assert!(gate.writable("content/new/new.md").is_ok());
    }

    #[test]
    fn a_pipe_is_not_waited_for() {
        let (folder, gate) = site();
        let pipe = folder.path().join("site/content/pipe.md");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status().expect("it runs");
        assert!(made.success());
        assert_eq!(refused(&gate, "content/pipe.md"), "it is a pipe, not a regular file");
        let (open, _) = gate.opened_to(["/dev"]);
        symlink("/dev/zero", folder.path().join("site/content/zero.md")).expect("a link");
        assert_eq!(refused(&open, "content/zero.md"), "it is a device, not a regular file");
    }

    #[test]
    fn a_name_in_the_other_unicode_form_is_found() {
        let (folder, gate) = site();
        let decomposed = folder.path().join("site/content/nai\u{308}ve/re\u{301}sume\u{301}.pdf");
        fs::create_dir(decomposed.parent().expect("a folder")).expect("made");
        fs::write(&decomposed, "x").expect("written");
        assert!(gate.open("content/na\u{ef}ve/r\u{e9}sum\u{e9}.pdf").is_ok());
    }
}
