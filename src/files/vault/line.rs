//! The line to the store: its requests go out by the client that [`crate::egress`] makes.

use std::error::Error as StdError;
use std::time::Duration;

use http_body_util::BodyExt;
use object_store::ClientOptions;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpRequestBody, HttpResponse, HttpResponseBody,
    HttpService,
};
use tower_http::timeout::TimeoutBody;

use crate::egress::named::{NamedClient, NamedError};

/// From a request to the head of its answer: a part of an upload on a slow line is in it.
const ANSWERS_WITHIN: Duration = Duration::from_secs(60);
/// Between two pieces of an answer.
const NEXT_WITHIN: Duration = Duration::from_secs(30);

#[derive(Debug, Clone)]
pub(super) struct Line(NamedClient<HttpRequestBody>);

#[derive(Debug, thiserror::Error)]
#[error("the store does not answer")]
struct NoAnswer;

impl Line {
    pub fn new(client: NamedClient<HttpRequestBody>) -> Self {
        Self(client)
    }
}

impl HttpConnector for Line {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(self.clone()))
    }
}

#[async_trait::async_trait]
impl HttpService for Line {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let answer = tokio::time::timeout(ANSWERS_WITHIN, self.0.request(request)).await;
        let answer = answer.map_err(|_| HttpError::new(HttpErrorKind::Timeout, NoAnswer))?;
        let (head, body) = answer.map_err(|error| HttpError::new(kind(&error), error))?.into_parts();
        let body = TimeoutBody::new(NEXT_WITHIN, body).map_err(|error| HttpError::new_boxed(cut_short(&*error), error));
        Ok(HttpResponse::from_parts(head, HttpResponseBody::new(Box::pin(body))))
    }
}

/// Whether the same request may be sent again.
fn kind(error: &NamedError) -> HttpErrorKind {
    if error.is_connect() {
        return HttpErrorKind::Connect;
    }
    let mut causes = std::iter::successors(error.source(), |cause| StdError::source(*cause));
    let broke = |cause: &(dyn StdError + 'static)| {
        let by_http = cause
            .downcast_ref::<hyper::Error>()
            .is_some_and(|error| error.is_closed() || error.is_incomplete_message() || error.is_body_write_aborted());
        by_http || cause.is::<std::io::Error>()
    };
    if causes.any(broke) { HttpErrorKind::Request } else { HttpErrorKind::Unknown }
}

fn cut_short(error: &(dyn StdError + 'static)) -> HttpErrorKind {
    if error.is::<tower_http::timeout::TimeoutError>() { HttpErrorKind::Timeout } else { HttpErrorKind::Interrupted }
}
