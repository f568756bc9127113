//! Whatever was written stays text on a page, between tags and in an attribute: `make fuzz`
#![no_main]

use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_fragment, QualName, local_name, ns};
use libfuzzer_sys::fuzz_target;
use markup5ever_rcdom::{Handle, NodeData, RcDom};

fuzz_target!(|text: &str| {
    // A NUL and a carriage return mean something else to a parser, whatever stands around them.
    let text = text.replace(['\0', '\r'], "");
    let escaped = zg_text::escape_html(&text);
    let page = format!(r#"<p title="{escaped}">.{escaped}</p>"#);
    let context = QualName::new(None, ns!(html), local_name!("body"));
    let read = parse_fragment(RcDom::default(), ParseOpts::default(), context, Vec::new(), true).one(page);
    let root = read.document.children.borrow()[0].clone();
    let [paragraph] = &root.children.borrow()[..] else { panic!("more than a paragraph") };
    let NodeData::Element { attrs, .. } = &paragraph.data else { panic!("no paragraph") };
    assert_eq!(attrs.borrow().len(), 1);
    assert_eq!(&*attrs.borrow()[0].value, text.as_str());
    assert_eq!(said(paragraph), format!(".{text}"));
});

/// The text of an element that holds nothing else.
fn said(element: &Handle) -> String {
    let children = element.children.borrow();
    let texts = children.iter().map(|child| match &child.data {
        NodeData::Text { contents } => contents.borrow().to_string(),
        other => panic!("{other:?}"),
    });
    texts.collect()
}
