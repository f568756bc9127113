//! What handlers take from requests; whatever is wrong with it becomes a problem that names the field.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, FromRequestParts, Multipart, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::error::{Error, Result};

/// A JSON body, in or out.
#[derive(Debug, Clone, Copy)]
pub struct Json<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self> {
        if !is_json(request.headers()) {
            return Err(Error::Unsupported("json_expected"));
        }
        parse_json(&whole(request, state).await?).map(Self)
    }
}

/// A JSON body that may be left out: then everything in it is as it is by itself.
#[derive(Debug, Clone, Copy)]
pub struct OptionalJson<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Default> FromRequest<S> for OptionalJson<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self> {
        let is_json = is_json(request.headers());
        let bytes = whole(request, state).await?;
        match (bytes.is_empty(), is_json) {
            (true, _) => Ok(Self(T::default())),
            (false, true) => parse_json(&bytes).map(Self),
            (false, false) => Err(Error::Unsupported("json_expected")),
        }
    }
}

async fn whole<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes> {
    Bytes::from_request(request, state).await.map_err(|rejection| match rejection {
        BytesRejection::FailedToBufferBody(failed) if failed.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            Error::TooLarge("body_too_large")
        }
        _ => Error::Malformed("broken_body"),
    })
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let essence = |value: &str| value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).map(essence).as_deref()
        == Some("application/json")
}

/// JSON that was checked before it is read, such as by a signature; errors name the field.
pub fn parse_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let read: Result<Object<T>, _> = serde_path_to_error::deserialize(&mut deserializer);
    let Object(value) = read.map_err(|error| {
        let path = error.path().to_string();
        let inner = error.into_inner();
        if inner.is_data() { wrong(&path, &inner.to_string()) } else { Error::Malformed("malformed_json") }
    })?;
    deserializer.end().map_err(|_| Error::Malformed("malformed_json"))?;
    Ok(value)
}

/// A struct from a JSON object: by itself a struct is also read from a list, field by field in their order.
#[derive(Debug, Clone, Copy)]
pub struct Object<T>(pub T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields<T>(std::marker::PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Fields<T> {
            type Value = Object<T>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<Self::Value, A::Error> {
                T::deserialize(MapAccessDeserializer::new(fields)).map(Object)
            }
        }

        deserializer.deserialize_map(Fields(std::marker::PhantomData))
    }
}

/// For a field that is an object.
pub fn plain_object<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<T, D::Error> {
    Object::deserialize(deserializer).map(|Object(value)| value)
}

/// For a field that is a list of objects.
pub fn objects<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    Ok(Vec::<Object<T>>::deserialize(deserializer)?.into_iter().map(|Object(value)| value).collect())
}

/// For a field that is a list of objects or null.
pub fn some_objects<'de, D, T>(deserializer: D) -> Result<Option<Vec<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    let list = Option::<Vec<Object<T>>>::deserialize(deserializer)?;
    Ok(list.map(|list| list.into_iter().map(|Object(value)| value).collect()))
}

/// For a field that is an object or null.
pub fn object<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    Ok(Option::<Object<T>>::deserialize(deserializer)?.map(|Object(value)| value))
}

/// The query string.
#[derive(Debug, Clone, Copy)]
pub struct Query<T>(pub T);

impl<S: Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        let read = axum::extract::Query::<T>::try_from_uri(&parts.uri);
        read.map(|axum::extract::Query(value)| Self(value)).map_err(|rejection| {
            let text = rejection.body_text();
            let message = text.strip_prefix("Failed to deserialize query string: ").unwrap_or(&text);
            match message.split_once(": ") {
                Some((path, why)) if !path.contains(' ') => wrong(path, why),
                _ => wrong("", message),
            }
        })
    }
}

/// The variable parts of the path. What cannot be an id names nothing, like an id that is not there.
#[derive(Debug, Clone, Copy)]
pub struct Path<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let read = axum::extract::Path::<T>::from_request_parts(parts, state).await;
        read.map(|axum::extract::Path(value)| Self(value)).map_err(|_| Error::NotFound)
    }
}

/// A form with files.
#[derive(Debug)]
pub struct MultipartForm(pub Multipart);

impl<S: Send + Sync> FromRequest<S> for MultipartForm {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self> {
        let form = Multipart::from_request(request, state).await;
        form.map(Self).map_err(|_| Error::invalid("file", "broken_form"))
    }
}

/// Tells a field that is null from one that is absent: for `Option<Option<T>>` with a default.
pub fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// As [`given`], for a field that is an object.
pub fn given_object<'de, D, T>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    object(deserializer).map(Some)
}

/// The field and a stable code, from the path and the words of a deserializer.
fn wrong(path: &str, message: &str) -> Error {
    let parent = path.trim_end_matches('.');
    let child =
        |name: &str| if parent.is_empty() || parent == "." { name.to_owned() } else { format!("{parent}.{name}") };
    let quoted = message.split('`').nth(1).unwrap_or_default();
    if message.starts_with("missing field") {
        Error::invalid(child(quoted), "required")
    } else if message.starts_with("unknown field") {
        // The path of an unknown field ends in the field itself.
        let own = if parent.ends_with(quoted) { parent.to_owned() } else { child(quoted) };
        Error::invalid(own, "unknown_field")
    } else if message.starts_with("unknown variant") {
        Error::invalid(parent, "unknown_value")
    } else {
        Error::invalid(if parent.is_empty() { "body" } else { parent }, "invalid_value")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only read by the deserializer")]
    struct Body {
        name: String,
        #[serde(default, deserialize_with = "object")]
        inner: Option<Inner>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only read by the deserializer")]
    struct Inner {
        size: u8,
    }

    fn problem(json: &str) -> (u16, String, Option<String>) {
        let problem = parse_json::<Body>(json.as_bytes()).expect_err("refused").problem();
        let code = problem.errors.first().map_or(problem.code.clone(), |error| error.code.clone());
        (problem.status, code, problem.field)
    }

    #[test]
    fn problems_name_the_field() {
        assert_eq!(problem("{}"), (422, "required".into(), Some("name".into())));
        assert_eq!(problem(r#"{"name":1}"#), (422, "invalid_value".into(), Some("name".into())));
        assert_eq!(problem(r#"{"name":"a","role":1}"#), (422, "unknown_field".into(), Some("role".into())));
        assert_eq!(problem(r#"{"name":"a","inner":{}}"#), (422, "required".into(), Some("inner.size".into())));
        assert_eq!(
            problem(r#"{"name":"a","inner":{"size":999}}"#),
            (422, "invalid_value".into(), Some("inner.size".into()))
        );
    }

    #[test]
    fn a_list_is_no_object() {
        assert_eq!(problem(r#"["a",null]"#), (422, "invalid_value".into(), Some("body".into())));
        assert_eq!(problem("1"), (422, "invalid_value".into(), Some("body".into())));
        assert_eq!(problem(r#"{"name":"a","inner":[1]}"#), (422, "invalid_value".into(), Some("inner".into())));
    }

    #[test]
    fn what_is_no_json_is_malformed() {
        for bad in ["", "{", "nonsense", r#"{"name":"a"} trailing"#] {
            assert_eq!(problem(bad), (400, "malformed_json".into(), None), "{bad}");
        }
    }
}
