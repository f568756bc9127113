//! A quick part of the figures, held to their floors. `make quality` measures them all.

use std::path::Path;
use std::sync::Arc;

use zg_answer::{Embed, Encoder};
use zg_quality::data;
use zg_quality::figures::Figures;
use zg_quality::floors::Floors;
use zg_quality::remembered::Remembered;
use zg_quality::tasks::{Setup, Task};

#[test]
fn shop_questions_are_answered_as_well_as_before() -> anyhow::Result<()> {
    let Some(folder) = data::folder() else {
        println!("no data sets beside the project: nothing is measured");
        return Ok(());
    };
    let weights = std::env::var_os("ZHANGGUI_ENCODER").filter(|path| !path.is_empty());
    let encoder = weights.map(|path| Encoder::read(Path::new(&path))).transpose()?;
    let mut encoders: Vec<Option<Arc<dyn Embed>>> = vec![None];
    encoders.extend(encoder.map(|encoder| Some(Arc::new(Remembered::new(encoder)) as Arc<dyn Embed>)));
    for encoder in encoders {
        let has_encoder = encoder.is_some();
        let mut figures = Figures::default();
        Task::Faq.run(&Setup { data: &folder, seeds: 2, encoder, only: Some("half") }, &mut figures)?;
        let missed = Floors::read()?.missed(&figures, has_encoder);
        assert!(missed.is_empty(), "{missed:?}\n{}", figures.table());
    }
    Ok(())
}
