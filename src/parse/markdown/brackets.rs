//! Links whose text has brackets, which comrak takes for references: `[[1]](https://a.example)`.

use comrak::nodes::{AstNode, NodeLink, NodeValue};

/// Makes a link of every reference that an address in parentheses follows, as Markdown has it.
pub(super) fn bracketed_links<'a>(root: &'a AstNode<'a>) {
    let references =
        root.descendants().filter(|n| matches!(n.data().value, NodeValue::WikiLink(_)));
    for node in references.collect::<Vec<_>>() {
        let Some((url, last)) = bracketed_url(node) else { continue };
        let end = last.data().sourcepos.end;
        let mut text = node.first_child();
        while let Some(child) = text {
            if let NodeValue::Text(text) = &mut child.data_mut().value {
                *text = format!("[{text}]").into();
            }
            text = child.next_sibling();
        }
        let mut data = node.data_mut();
        data.sourcepos.end = end;
        data.value = NodeValue::Link(Box::new(NodeLink { url, title: String::new() }));
    }
}

/// The address in parentheses right after a reference, removed from the tree, and the node in
/// which it ended. A whole address has become a link of its own by now.
fn bracketed_url<'a>(node: &'a AstNode<'a>) -> Option<(String, &'a AstNode<'a>)> {
    let next = node.next_sibling()?;
    let inner = text_of(next)?.strip_prefix('(')?.to_owned();
    if let Some((url, rest)) = inner.split_once(')') {
        let is_url = url.contains(['.', '/', '#']) && !url.contains(char::is_whitespace);
        return is_url.then(|| {
            next.data_mut().value = NodeValue::Text(rest.to_owned().into());
            (url.to_owned(), next)
        });
    }
    let link = next.next_sibling().filter(|_| inner.is_empty())?;
    let NodeValue::Link(address) = link.data().value.clone() else { return None };
    let after = link.next_sibling()?;
    let rest = text_of(after)?.strip_prefix(')')?.to_owned();
    next.detach();
    link.detach();
    after.data_mut().value = NodeValue::Text(rest.into());
    Some((address.url, after))
}

fn text_of<'a>(node: &'a AstNode<'a>) -> Option<String> {
    match &node.data().value {
        NodeValue::Text(text) => Some(text.to_string()),
        _ => None,
    }
}
