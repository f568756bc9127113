//! OpenAPI as HTML.

use std::fmt::Write as _;
use zg_text::escape_html;

use serde_json::Value;

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

pub fn page(document: &Value) -> String {
    let mut body = String::new();
    let mut index = String::new();
    for tag in list(&document["tags"]) {
        let name = text(&tag["name"]);
        let operations = operations_of(document, name);
        if operations.is_empty() {
            continue;
        }
        section(&mut body, &mut index, name, text(&tag["description"]), &operations);
    }
    let schemas = schemas(&document["components"]["schemas"]);
    format!(
        r##"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="stylesheet" href="/docs/style.css">
</head>
<body>
<a class="skip" href="#content">Skip to content</a>
<nav aria-label="Contents"><h2>{title} <small>{version}</small></h2><p><a href="/api/v1/openapi.json">openapi.json</a></p>{index}<p><a href="#schemas">Schemas</a></p></nav>
<main id="content"><h1>{title}</h1>{intro}{body}<h2 id="schemas">Schemas</h2>{schemas}</main>
</body>
</html>
"##,
        title = escape_html(text(&document["info"]["title"])),
        version = escape_html(text(&document["info"]["version"])),
        intro = prose(text(&document["info"]["description"])),
    )
}

/// An operation with its place.
struct Operation<'a> {
    method: &'static str,
    path: &'a str,
    it: &'a Value,
}

fn operations_of<'a>(document: &'a Value, tag: &str) -> Vec<Operation<'a>> {
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for method in METHODS {
            if let Some(it) = item.get(method).filter(|it| list(&it["tags"]).iter().any(|t| text(t) == tag)) {
                found.push(Operation { method, path, it });
            }
        }
    }
    found
}

fn section(body: &mut String, index: &mut String, tag: &str, words: &str, operations: &[Operation<'_>]) {
    let tag = escape_html(tag);
    let _ = write!(index, r##"<p><a href="#tag-{tag}">{tag}</a></p><ul>"##);
    let _ = write!(body, r#"<section><h2 id="tag-{tag}">{tag}</h2><p>{}</p>"#, escape_html(words));
    for operation in operations {
        let id = escape_html(text(&operation.it["operationId"]));
        let _ = write!(index, r##"<li><a href="#{id}">{id}</a></li>"##);
        article(body, &id, operation);
    }
    index.push_str("</ul>");
    body.push_str("</section>");
}

fn article(body: &mut String, id: &str, operation: &Operation<'_>) {
    let Operation { method, path, it } = operation;
    let _ = write!(
        body,
        r#"<article id="{id}"><h3><span class="method {method}">{upper}</span> <code>{path}</code></h3><p>{summary}</p>{more}"#,
        upper = method.to_uppercase(),
        path = escape_html(path),
        summary = escape_html(text(&it["summary"])),
        more = prose(text(&it["description"])),
    );
    parameters(body, list(&it["parameters"]));
    if let Some(content) = it["requestBody"]["content"].as_object() {
        for (mime, media) in content {
            let _ = write!(body, "<h4>Request <small>{}</small></h4>{}", escape_html(mime), shape(&media["schema"]));
        }
    }
    responses(body, &it["responses"]);
    body.push_str("</article>");
}

fn parameters(body: &mut String, parameters: &[Value]) {
    if parameters.is_empty() {
        return;
    }
    body.push_str("<h4>Parameters</h4><table><tbody>");
    for parameter in parameters {
        let _ = write!(
            body,
            "<tr><th scope=\"row\"><code>{}</code></th><td>{}</td><td>{}</td><td>{}</td></tr>",
            escape_html(text(&parameter["name"])),
            escape_html(text(&parameter["in"])),
            kind(&parameter["schema"]),
            escape_html(text(&parameter["description"])),
        );
    }
    body.push_str("</tbody></table>");
}

fn responses(body: &mut String, responses: &Value) {
    body.push_str("<h4>Answers</h4><table><tbody>");
    for (status, response) in responses.as_object().into_iter().flatten() {
        let content = response["content"].as_object().and_then(|content| content.values().next());
        let _ = write!(
            body,
            "<tr><th scope=\"row\"><code>{}</code></th><td>{}</td><td>{}</td></tr>",
            if status == "default" { "error" } else { status },
            content.map_or_else(String::new, |media| kind(&media["schema"])),
            escape_html(text(&response["description"])),
        );
    }
    body.push_str("</tbody></table>");
}

fn schemas(schemas: &Value) -> String {
    let mut out = String::new();
    for (name, schema) in schemas.as_object().into_iter().flatten() {
        let name = escape_html(name);
        let _ = write!(
            out,
            r#"<article id="schema-{name}"><h3><code>{name}</code></h3>{}{}</article>"#,
            prose(text(&schema["description"])),
            shape(schema)
        );
    }
    out
}

/// The fields of an object, or what else a schema is.
fn shape(schema: &Value) -> String {
    let parts = ["allOf", "oneOf", "anyOf"].iter().find_map(|key| schema[key].as_array().map(|parts| (*key, parts)));
    if let Some((how, parts)) = parts {
        let joined: Vec<String> = parts.iter().map(shape).collect();
        return joined.join(if how == "allOf" { "" } else { "<p class=\"or\">or</p>" });
    }
    let Some(properties) = schema["properties"].as_object() else {
        return format!("<p>{}</p>", kind(schema));
    };
    let required: Vec<&str> = list(&schema["required"]).iter().map(text).collect();
    let mut out = String::from("<table><tbody>");
    for (name, property) in properties {
        let _ = write!(
            out,
            "<tr><th scope=\"row\"><code>{}</code>{}</th><td>{}</td><td>{}</td></tr>",
            escape_html(name),
            if required.contains(&name.as_str()) { "" } else { " <small>optional</small>" },
            kind(property),
            escape_html(text(&property["description"])),
        );
    }
    out.push_str("</tbody></table>");
    out
}

/// The type of a value in a few words, linked where it has a name.
fn kind(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
        let name = escape_html(name);
        return format!(r##"<a href="#schema-{name}">{name}</a>"##);
    }
    if let Some(values) = schema["enum"].as_array() {
        let words: Vec<String> =
            values.iter().map(|value| format!("<code>{}</code>", escape_html(&plain(value)))).collect();
        return words.join(" · ");
    }
    for key in ["oneOf", "anyOf", "allOf"] {
        if let Some(parts) = schema[key].as_array() {
            let names: Vec<String> = parts.iter().map(kind).collect();
            return names.join(if key == "allOf" { " + " } else { " or " });
        }
    }
    match &schema["type"] {
        Value::String(name) if name == "array" => format!("list of {}", kind(&schema["items"])),
        Value::String(name) => with_format(name, schema),
        Value::Array(names) => {
            let names: Vec<String> = names
                .iter()
                .map(|name| {
                    if text(name) == "array" {
                        format!("list of {}", kind(&schema["items"]))
                    } else {
                        with_format(text(name), schema)
                    }
                })
                .collect();
            names.join(" or ")
        }
        _ => "any".to_owned(),
    }
}

fn with_format(name: &str, schema: &Value) -> String {
    match schema["format"].as_str() {
        Some(format) if name != "null" => format!("{} <small>{}</small>", escape_html(name), escape_html(format)),
        _ => escape_html(name),
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// Paragraphs with `code` and **strong** words.
fn prose(words: &str) -> String {
    let paragraphs = words.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty());
    paragraphs
        .map(|paragraph| {
            format!("<p>{}</p>", marked(&marked(&escape_html(paragraph.trim()), "**", "strong"), "`", "code"))
        })
        .collect()
}

/// Every second part between the marks becomes an element.
fn marked(words: &str, mark: &str, element: &str) -> String {
    let mut out = String::new();
    for (n, part) in words.split(mark).enumerate() {
        if n % 2 == 1 {
            let _ = write!(out, "<{element}>{part}</{element}>");
        } else {
            out.push_str(part);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::openapi;

    #[test]
    fn the_page_shows_every_operation() {
        let document = serde_json::to_value(openapi()).expect("json");
        let html = page(&document);
        for item in document["paths"].as_object().expect("paths").values() {
            for operation in item.as_object().expect("item").values() {
                let id = operation["operationId"].as_str().expect("id");
                assert!(html.contains(&format!("<article id=\"{id}\">")), "{id}");
            }
        }
    }

    #[test]
    fn words_stay_words() {
        assert_eq!(prose("a `<b>` and **c**"), "<p>a <code>&lt;b&gt;</code> and <strong>c</strong></p>");
    }
}
