//! Knowledge as a table that comes in again as it went out.
//!
//! One row an answer; what is too long for a cell goes on in the next row of the same entry.

pub mod results;
mod rows;

use rust_xlsxwriter::{Format, FormatAlign, Workbook, XlsxError};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::audit::{self, Action, Entry};
use crate::auth::{Actor, Permission};
use crate::error::{Error, Result};
use crate::knowledge::actions::categories;
use crate::knowledge::store;
use crate::{csv, inboxes, shops};

/// What kind of table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TableFormat {
    #[default]
    Csv,
    Xlsx,
}

impl TableFormat {
    pub fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    pub fn mime(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// All of a shop's knowledge, archived entries too, in the words of its language.
pub async fn export(app: &App, actor: &Actor, format: TableFormat) -> Result<Vec<u8>> {
    actor.require(Permission::ManageKnowledge)?;
    let shop_id = actor.shop_id;
    let categories = categories::of_shop(app, shop_id).await?;
    let inboxes = inboxes::of_shop(app, shop_id).await?;
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let shop = shops::find(&mut conn, shop_id).await?.ok_or(Error::NotFound)?;
    let known = store::entries::known(&mut conn, shop_id).await?;
    let mut contents = store::parts::all_contents(&mut conn, shop_id).await?;
    drop(reader);
    let exported = known.len();
    let writing = tokio::task::spawn_blocking(move || {
        let table = rows::Table::new(&shop, &categories, &inboxes);
        let mut lines = vec![table.header()];
        for entry in known {
            // Written since it was listed, or deleted: the next export has it right.
            let Some(content) = contents.remove(&entry.id) else { continue };
            lines.extend(table.rows(&entry, &content)?);
        }
        match format {
            TableFormat::Csv => Ok(comma_separated(&lines)),
            TableFormat::Xlsx => workbook(&lines).map_err(|error| Error::Internal(error.into())),
        }
    });
    let bytes = writing.await.map_err(anyhow::Error::from)??;
    let entry = Entry::new(Action::KnowledgeExported).note("entries", exported).note("format", format.extension());
    let mut tx = app.db.begin().await?;
    audit::record(&mut tx.conn(), shop_id, actor, app.clock.now(), entry).await?;
    tx.commit().await?;
    Ok(bytes)
}

fn comma_separated(lines: &[Vec<String>]) -> Vec<u8> {
    let mut text = String::from(csv::BYTE_ORDER_MARK);
    lines.iter().for_each(|line| text.push_str(&csv::line(line)));
    text.into_bytes()
}

/// Every cell is written as text: nothing in it is ever calculated.
fn workbook(lines: &[Vec<String>]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let bold = Format::new().set_bold();
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    for (row, line) in (0_u32..).zip(lines) {
        for (column, cell) in (0_u16..).zip(line).filter(|(_, cell)| !cell.is_empty()) {
            sheet.write_string_with_format(row, column, cell, if row == 0 { &bold } else { &wrapped })?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    // Question, phrasings and answer are read; the rest is looked up.
    for column in [4, 5, 6] {
        sheet.set_column_width(column, 40)?;
    }
    book.save_to_buffer()
}
