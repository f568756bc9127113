//! The sentence encoder: whether its weights are there, whole, and give a vector.

use std::time::Instant;

use zg_answer::Encoder;

use super::Finding;
use crate::config::Config;

const CHECK: &str = "encoder";
const ADVICE: &str = "make the file with `make encoder` and name it with the setting encoder (docs/operations.md, \
    \"The sentence encoder\"), or go on without";

pub(super) fn examine(config: &Config) -> Finding {
    let path = &config.encoder;
    if path.as_os_str().is_empty() {
        return Finding::warning(CHECK, "none is set: questions are understood by words alone", ADVICE);
    }
    let shown = path.display();
    match Encoder::read(path) {
        Ok(encoder) => {
            let begin = Instant::now();
            encoder.embed("请问什么时候发货");
            Finding::ok(CHECK, format!("{shown}, {:.1} ms a question", begin.elapsed().as_secs_f64() * 1000.0))
        }
        Err(error) => {
            let found = format!("{shown}: {error}; questions are understood by words alone");
            Finding::problem(CHECK, found, ADVICE)
        }
    }
}
