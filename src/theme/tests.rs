use super::*;

fn theme(archive: &str) -> Checked<Theme> {
    let sources = Sources::from_archive(archive);
    load(&sources, &crate::model::read(&sources).value)
}

fn shown(archive: &str, template: &str) -> String {
    let theme = theme(archive);
    assert_eq!(theme.diagnostics, []);
    theme.value.render(template, 0, &Context::new(), "/").expect("the template renders")
}

#[test]
fn the_nearest_layer_wins_and_can_extend_what_it_hides() {
    let archive = "-- site.toml --\ntheme = \"own\"\n\
        -- themes/own/templates/x.html --\ntheme {% block a %}A{% endblock a %}\n\
        -- templates/x.html --\n{% extends \"parent/x.html\" %}{% block a %}B{% endblock a %}\n";
    assert_eq!(shown(archive, "x.html").trim(), "theme B");
}

#[test]
fn a_broken_template_is_reported_and_the_one_it_hides_takes_its_place() {
    let archive = "-- site.toml --\ntheme = \"own\"\n\
        -- themes/own/templates/x.html --\ntheme\n-- templates/x.html --\n{% if %}\n\
        -- templates/y.html --\n{{ nosuch() }}\n";
    let theme = theme(archive);
    let codes: Vec<_> = theme.diagnostics.iter().map(|d| d.code.slug()).collect();
    assert_eq!(codes, ["template-error", "template-error"]);
    assert_eq!(theme.value.render("x.html", 0, &Context::new(), "/").as_deref(), Ok("theme\n"));
}

#[test]
fn words_fall_back_to_english_and_are_filled_in() {
    let archive = "-- site.toml --\nlanguages = [\"en-GB\"]\n\
        -- strings/en.toml --\nonly_here = \"{n} of {all}\"\n\
        -- templates/x.html --\n{{ t(key=\"only_here\", n=1, all=2) }}";
    assert_eq!(shown(archive, "x.html"), "1 of 2");
}

#[test]
fn a_template_is_fingerprinted_with_all_that_it_uses() {
    let with = |part: &str| {
        let archive = format!(
            "-- templates/x.html --\n{{% include \"y.html\" %}}\n-- templates/y.html --\n{part}\n"
        );
        let theme = theme(&archive).value;
        (theme.fingerprint("x.html"), theme.fingerprint("404.html"))
    };
    assert_ne!(with("a").0, with("b").0);
    assert_eq!(with("a").1, with("b").1);
}

#[test]
fn the_program_holds_every_file_of_the_default_theme() {
    let theme = theme("-- a --\n").value;
    for name in
        ["base.html", "record.html", "list.html", "page.html", "home.html", "404.html", "atom.xml"]
    {
        assert_ne!(theme.fingerprint(name), Fingerprint::ABSENT, "{name}");
    }
}
