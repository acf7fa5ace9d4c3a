//! What lies in folders and is nobody's content: one list for reading and for watching.

/// How the names of files begin that programs keep beside the one that is being edited.
const STARTS: &[&str] = &[".#", "~$", ".~lock.", ".goutputstream-", "~WRL", ".fuse_hidden", ".nfs"];

/// How they end: copies of editors, of `patch` and of merges, and downloads that are not complete.
const ENDS: &[&str] = &[
    "~",
    ".swp",
    ".swo",
    ".swn",
    ".swm",
    ".swl",
    ".swx",
    ".kate-swp",
    ".tmp",
    ".temp",
    ".bak",
    ".orig",
    ".rej",
    ".part",
    ".crdownload",
];

/// What systems put into every folder that somebody looked at.
const SYSTEM: &[&str] = &[".ds_store", "thumbs.db", "desktop.ini", "icon\r"];

/// What is never published even where hidden files are: records of version control and of systems.
const KEPT: &[&str] = &[
    ".git",
    ".gitignore",
    ".gitattributes",
    ".gitmodules",
    ".gitkeep",
    ".keep",
    ".hg",
    ".hgignore",
    ".svn",
    ".bzr",
    ".idea",
    ".vscode",
    ".spotlight-v100",
    ".fseventsd",
    ".trashes",
    ".appledouble",
    ".directory",
    ".plenary",
];

/// Whether a file is one that editors and systems leave beside those of the author.
pub fn is_leftover(name: &str) -> bool {
    let small = name.to_lowercase();
    // Vim tries with a file of this name whether it may write to the folder.
    small == "4913"
        || SYSTEM.contains(&small.as_str())
        || name.len() > 1 && name.starts_with('#') && name.ends_with('#')
        || name.contains("___jb_")
        || STARTS.iter().any(|start| name.starts_with(start))
        || ENDS.iter().any(|end| small.ends_with(end))
}

/// Whether a file or folder of `static/` is not the author's to publish.
pub fn is_never_published(name: &str) -> bool {
    let small = name.to_lowercase();
    KEPT.contains(&small.as_str()) || name.starts_with("._") || is_leftover(name)
}
