//! The template engine within limits.
//!
//! The engine itself bounds neither the rounds of loops nor the size of texts, so that four lines of
//! a template, or one condition, could take all memory: `{% set_global x = x ~ x %}` in a loop.
//! Templates are therefore [metered]: each round of a loop, each use of a component or an include,
//! and each text that is kept costs something, and a rendering has so much to spend. What multiplies
//! texts within one expression (`replace`, `join`, `indent`, `range`) is bounded beforehand.

use std::cell::Cell;
use std::io::{self, Write};

use tera::{Context, Error, Kwargs, State, StringInput, Tera, TeraResult, Value};

mod meter;

pub use meter::{MOST_INCLUDES, Metered, metered, too_much};

/// How many rounds of loops, components and includes a rendering may take.
pub const MOST_STEPS: usize = 2_000_000;
/// How many bytes the texts that a rendering keeps may have together.
const MOST_BYTES: usize = 256 << 20;
/// How many bytes a text or list may have that a template or condition makes.
pub const LARGEST_VALUE: usize = 8 << 20;
/// How many bytes a page may have.
pub const LARGEST_PAGE: usize = 64 << 20;
/// How deep lists and tables may lie in each other.
const DEEPEST: usize = 40;

/// How many bytes of stack a rendering may take; threads have at least twice as much.
const TALLEST_STACK: usize = 1 << 20;

const TOO_NESTED: &str = "its components and includes call each other endlessly";
const TOO_LONG: &str = "it runs its loops, components and includes more than 2,000,000 times";
const TOO_LARGE: &str = "it builds a text of more than 8 MB";
const TOO_MUCH: &str = "it builds more than 256 MB of text in total";
const TOO_DEEP: &str = "it nests lists more than 40 levels deep";
const PAGE_TOO_LARGE: &str = "it makes a page of more than 64 MB";

/// What the rendering on this thread has left.
#[derive(Clone, Copy)]
struct Purse {
    steps: usize,
    bytes: usize,
    /// Where the stack was when the rendering began.
    ground: usize,
}

const FULL: Purse = Purse { steps: MOST_STEPS, bytes: MOST_BYTES, ground: 0 };

thread_local! {
    static PURSE: Cell<Purse> = const { Cell::new(FULL) };
}

/// An engine whose filters and functions keep to the limits.
pub fn new() -> Tera {
    let mut tera = Tera::new();
    tera.register_filter("replace", replace);
    tera.register_filter("join", join);
    tera.register_filter("indent", indent);
    tera.register_filter(meter::SHOWN, shown);
    tera.register_function("range", range);
    tera.register_function(meter::STEP, step);
    tera.register_function(meter::HOLD, hold);
    tera
}

/// Renders a template within the limits.
pub fn render(tera: &Tera, name: &str, context: &Context) -> TeraResult<String> {
    PURSE.set(Purse { ground: here(), ..FULL });
    let mut page = Page(Vec::new());
    match tera.render_to(name, context, &mut page) {
        Err(_) if page.0.len() > LARGEST_PAGE => Err(Error::message(PAGE_TOO_LARGE)),
        Err(error) => Err(error),
        Ok(()) => Ok(String::from_utf8(page.0)?),
    }
}

/// About where the stack is.
#[inline(never)]
fn here() -> usize {
    let mark = 0_u8;
    std::ptr::from_ref(std::hint::black_box(&mark)).addr()
}

/// A page that grows up to the limit.
struct Page(Vec<u8>);

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.extend_from_slice(bytes);
        match self.0.len() > LARGEST_PAGE {
            true => Err(io::ErrorKind::FileTooLarge.into()),
            false => Ok(bytes.len()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Takes what something costs from what is left.
fn spend(steps: usize, bytes: usize) -> TeraResult<()> {
    let Purse { steps: left_steps, bytes: left_bytes, ground } = PURSE.get();
    if here().abs_diff(ground) > TALLEST_STACK {
        return Err(Error::message(TOO_NESTED));
    }
    let steps = left_steps.checked_sub(steps).ok_or_else(|| Error::message(TOO_LONG))?;
    let bytes = left_bytes.checked_sub(bytes).ok_or_else(|| Error::message(TOO_MUCH))?;
    PURSE.set(Purse { steps, bytes, ground });
    Ok(())
}

/// One more round; `b` is how long the text is that stands in it.
fn step(kwargs: Kwargs, _: &State<'_>) -> TeraResult<Value> {
    spend(1, kwargs.get::<usize>("b")?.unwrap_or(0))?;
    Ok(Value::safe_string(""))
}

/// A value is kept under a name.
fn hold(kwargs: Kwargs, _: &State<'_>) -> TeraResult<Value> {
    let value: Value = kwargs.must_get("v")?;
    spend(0, size(&value, DEEPEST)?)?;
    Ok(Value::safe_string(""))
}

/// A value is shown.
fn shown(value: Value, _: Kwargs, _: &State<'_>) -> TeraResult<Value> {
    if value.is_undefined() {
        return Err(Error::message("Tried to render a variable that is undefined"));
    }
    spend(0, size(&value, DEEPEST)?)?;
    Ok(value)
}

/// About how many bytes a value has. Stops where it is too large.
fn size(value: &Value, depth: usize) -> TeraResult<usize> {
    fn add(value: &Value, depth: usize, sum: &mut usize) -> TeraResult<()> {
        if depth == 0 {
            return Err(Error::message(TOO_DEEP));
        }
        *sum += 8 + value.as_str().map_or(0, str::len);
        for item in value.as_array().unwrap_or_default() {
            within(*sum)?;
            add(item, depth - 1, sum)?;
        }
        for (key, item) in value.as_map().into_iter().flatten() {
            *sum += key.as_str().map_or(8, str::len);
            within(*sum)?;
            add(item, depth - 1, sum)?;
        }
        Ok(())
    }
    let mut sum = 0;
    add(value, depth, &mut sum)?;
    within(sum)?;
    Ok(sum)
}

fn within(bytes: usize) -> TeraResult<()> {
    if bytes > LARGEST_VALUE { Err(Error::message(TOO_LARGE)) } else { Ok(()) }
}

fn replace(text: StringInput<'_>, kwargs: Kwargs, state: &State<'_>) -> TeraResult<Value> {
    let from = kwargs.must_get::<&str>("from")?;
    let to = kwargs.must_get::<StringInput<'_>>("to")?;
    let is_safe = state.autoescaping_enabled() && (text.is_safe() || to.is_safe());
    let (text, to) = match is_safe {
        true => (text.rendered(state)?, to.rendered(state)?),
        false => (text.as_str().into(), to.as_str().into()),
    };
    let found = if from.is_empty() { text.len() + 1 } else { text.matches(from).count() };
    within(text.len().saturating_add(found.saturating_mul(to.len())))?;
    let out = text.replace(from, &to);
    Ok(if is_safe { Value::safe_string(&out) } else { Value::from(out) })
}

fn join(items: &[Value], kwargs: Kwargs, state: &State<'_>) -> TeraResult<Value> {
    let between = kwargs.get::<StringInput<'_>>("sep")?;
    let is_safe = state.autoescaping_enabled()
        && (items.iter().any(|item| item.is_string() && item.is_safe())
            || between.as_ref().is_some_and(StringInput::is_safe));
    let sep = match &between {
        Some(between) if is_safe => between.rendered(state)?.into_owned(),
        Some(between) => between.as_str().to_owned(),
        None => String::new(),
    };
    let mut out = String::new();
    for (at, item) in items.iter().enumerate() {
        out.push_str(if at > 0 { &sep } else { "" });
        size(item, DEEPEST)?;
        match is_safe {
            true if item.is_undefined() => {}
            true => out.push_str(&state.escape_if_needed(item)?),
            false => out.push_str(&item.to_string()),
        }
        within(out.len())?;
    }
    Ok(if is_safe { Value::safe_string(&out) } else { Value::from(out) })
}

fn indent(text: StringInput<'_>, kwargs: Kwargs, state: &State<'_>) -> TeraResult<Value> {
    // As in the engine, which takes no more.
    let width = kwargs.get::<usize>("width")?.unwrap_or(4).min(1_000);
    let with = kwargs.get::<StringInput<'_>>("indentation")?;
    let first = kwargs.get::<bool>("first")?.unwrap_or(false);
    let blank = kwargs.get::<bool>("blank")?.unwrap_or(false);
    if with.as_ref().is_some_and(|with| with.as_str().chars().count() != 1) {
        let message = "The `indentation` argument must contain exactly one character";
        return Err(Error::message(message));
    }
    let is_safe = state.autoescaping_enabled()
        && (text.is_safe() || with.as_ref().is_some_and(StringInput::is_safe));
    let letter = match &with {
        Some(with) if is_safe => with.rendered(state)?.into_owned(),
        Some(with) => with.as_str().to_owned(),
        None => " ".to_owned(),
    };
    let text = if is_safe { text.rendered(state)? } else { text.as_str().into() };
    let before = letter.repeat(width);
    within(text.len().saturating_add(text.lines().count().saturating_mul(before.len())))?;
    let line = |(at, line): (usize, &str)| match (at, line.is_empty()) {
        (0, _) if !first => line.to_owned(),
        (1.., true) if !blank => String::new(),
        _ => format!("{before}{line}"),
    };
    let mut out = text.lines().enumerate().map(line).collect::<Vec<_>>().join("\n");
    out.push_str(if text.ends_with('\n') { "\n" } else { "" });
    Ok(if is_safe { Value::safe_string(&out) } else { Value::from(out) })
}

fn range(kwargs: Kwargs, _: &State<'_>) -> TeraResult<Vec<i128>> {
    let start = kwargs.get::<i128>("start")?.unwrap_or_default();
    let end = kwargs.must_get::<i128>("end")?;
    let by = kwargs.get::<i128>("step_by")?.unwrap_or(1);
    if by == 0 || (start > end && by > 0) {
        return Err(Error::message("`range` never reaches its `end` from its `start`"));
    }
    let too_far = || Error::message("`range` is too long");
    let way = end.checked_sub(start).ok_or_else(too_far)?;
    let count = if way.signum() == by.signum() { way / by + i128::from(way % by != 0) } else { 0 };
    let count = usize::try_from(count).map_err(|_| too_far())?;
    spend(count, 0)?;
    Ok((0..count).map(|at| start + at as i128 * by).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(template: &str) -> Result<String, String> {
        let mut tera = new();
        let metered = metered(template, true);
        let added = tera.add_raw_template("t.html", &metered.text);
        added.map_err(|error| error.to_string())?;
        let mut context = Context::new();
        context.insert("title", "a & b");
        context.insert("long", &"x".repeat(100_000));
        context.insert("items", &["x", "y", "z"]);
        let out = render(&tera, "t.html", &context);
        out.map_err(|error| error.to_string().lines().next().unwrap_or_default().to_owned())
    }

    #[test]
    fn what_doubles_or_never_ends_is_stopped() {
        for (template, diagnostics) in [
            (
                "{% set x = \"ab\" %}{% for i in range(end=99) %}{% set_global x = x ~ x %}{% endfor %}",
                TOO_LARGE,
            ),
            (
                "{% set x = [1] %}{% for i in range(end=99) %}{% set_global x = [...x, ...x] %}{% endfor %}",
                TOO_LARGE,
            ),
            (
                "{% set x = [1] %}{% for i in range(end=99) %}{% set_global x = [x, x] %}{% endfor %}",
                TOO_LARGE,
            ),
            (
                "{% set x = [1] %}{% for i in range(end=99) %}{% set_global x = [x] %}{% endfor %}",
                TOO_DEEP,
            ),
            (
                "{% set x = \"a\" %}{% for i in range(end=99) %}{% set y %}{{ x }}{{ x }}{% endset %}{% set_global x = y %}{% endfor %}",
                TOO_LARGE,
            ),
            (
                "{% for i in range(end=99999) %}{% for j in range(end=99999) %}{% endfor %}{% endfor %}",
                TOO_LONG,
            ),
            ("{{ range(end=1000000000000) | length }}", TOO_LONG),
            ("{% for i in range(end=9999) %}{{ long }}{% endfor %}", PAGE_TOO_LARGE),
            (
                "{{ title | replace(from=\"\", to=range(end=9999) | join(sep=title)) | replace(from=\"\", to=title) | length }}{{ range(end=99999) | join(sep=range(end=9999) | join) }}",
                TOO_LARGE,
            ),
        ] {
            let out = made(template).expect_err(template);
            assert!(out.contains(diagnostics), "{template}: {out}");
        }
    }

    #[test]
    fn within_the_limits_nothing_changes() {
        for (template, out) in [
            ("{% for i in items -%}\n  {{ i }},\n{%- endfor %}", "x,y,z,"),
            ("{% set n = items | length %}{{ n }}{{ title }}", "3a &amp; b"),
            ("{{ items | join(sep=\", \") }}{{ items | join }}", "x, y, zxyz"),
            ("{{ title | replace(from=\"&\", to=\"<\") }}", "a &lt; b"),
            ("{{ \"a\n\nb\n\" | indent(width=2, first=true) }}", "  a\n\n  b\n"),
            ("{{ range(start=5, end=0, step_by=-2) | join(sep=\",\") }}", "5,3,1"),
            ("{{ range(end=7, step_by=3) | join(sep=\",\") }}", "0,3,6"),
            ("{% set x %}<b>{{ title }}</b>{% endset %}{{ x | safe }}", "<b>a &amp; b</b>"),
            (
                "{# {% for #}{% raw %}{{ {% for x %} }}{% endraw %}{{ \"%}\" }}",
                "{{ {% for x %} }}%}",
            ),
        ] {
            assert_eq!(made(template).as_deref(), Ok(out), "{template}");
        }
    }
}
