//! Whatever goes wrong is answered as `application/problem+json`: handlers need not repeat it.

use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::{OpenApi, RefOr};

use crate::error::PROBLEM_JSON;

const JSON: &str = "application/json";

pub fn describe(document: &mut OpenApi) {
    for operation in document.paths.paths.values_mut().flat_map(operations_mut) {
        for (status, response) in &mut operation.responses.responses {
            if let RefOr::T(response) = response
                && !status.starts_with(['1', '2', '3'])
                && let Some(content) = response.content.swap_remove(JSON)
            {
                response.content.insert(PROBLEM_JSON.to_owned(), content);
            }
        }
    }
}

fn operations_mut(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete].into_iter().flatten()
}
