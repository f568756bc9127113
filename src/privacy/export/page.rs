//! `index.html`: the same to read, in any browser, without anything from elsewhere.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use zg_text::escape_html;

use super::archive::Packer;
use super::gather::{Packed, Subject, messages, writer};
use super::words::{self, Words};
use super::{Progress, Stopped};
use crate::app::App;
use crate::clock::Time;
use crate::conversations::model::{Author, Card, Kind, MessageRow};
use crate::customers::IdentityKind;
use crate::error::Result;
use crate::files::sniff;

/// Nothing runs and nothing is fetched, whatever was written in the conversation.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' file:";

/// All but slashes and what is plain in an address.
const NOT_IN_PATHS: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

const STYLE: &str = "body{font:15px/1.6 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1d2430}
h1{font-size:1.5rem}h2{font-size:1.05rem;margin:2.5rem 0 .5rem;border-top:1px solid #d6dce2;padding-top:1rem}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.3rem 1.2rem}dt,small{color:#5a6675}dd{margin:0}
article{margin:.8rem 0;padding:.6rem .8rem;border-radius:8px;background:#f1f4f6;overflow-wrap:anywhere}
article.you{background:#e3f2f4}article.note{background:#fdf5da}p{margin:.2rem 0;white-space:pre-wrap}img{max-width:100%}";

pub(super) async fn write(
    app: &App,
    subject: &Subject,
    packed: &Packed,
    packer: &mut Packer,
    progress: &mut Progress<'_>,
) -> Result<(), Stopped> {
    let view = View {
        words: words::of(&subject.shop.locale),
        zone: TimeZone::get(&subject.shop.timezone).unwrap_or(TimeZone::UTC),
        packed,
    };
    packer.begin("index.html", true).await?;
    packer.write(view.head(subject)).await?;
    if subject.conversations.is_empty() {
        packer.write(format!("<p>{}</p>", view.words.no_conversations)).await?;
    }
    for &id in &subject.conversations {
        let mut reader = app.db.reader().await?;
        let mut conn = reader.conn();
        let Some(row) = subject.conversation(&mut conn, id).await? else { continue };
        let (heading, inbox) = (view.words.conversation, escape_html(&subject.inbox(&row)));
        let begun = view.moment(row.created_at);
        packer.write(format!("<h2>{heading} {} · {inbox} · {begun}</h2>\n", row.number)).await?;
        let tags = subject.tags(&row);
        if !tags.is_empty() {
            let (name, tags) = (view.words.tags, escape_html(&tags.join(", ")));
            packer.write(format!("<p><small>{name}: {tags}</small></p>\n")).await?;
        }
        let mut after = 0;
        loop {
            let (rows, last) = messages(&mut conn, id, after).await?;
            after = rows.last().map_or(after, |row| row.seq);
            for row in rows.iter().filter(|row| subject.takes(row)) {
                let by = writer(app, &mut conn, row.staff_id).await?;
                packer.write(view.message(row, by)).await?;
            }
            progress.step(rows.len()).await?;
            if last {
                break;
            }
        }
    }
    packer.write(format!("<p><small>{}</small></p></body></html>\n", view.words.data)).await?;
    Ok(())
}

struct View<'a> {
    words: &'static Words,
    zone: TimeZone,
    packed: &'a Packed,
}

impl View<'_> {
    fn head(&self, subject: &Subject) -> String {
        let (words, row) = (self.words, &subject.customer);
        let known_by: Vec<String> = subject
            .identities
            .iter()
            .filter(|known| known.kind != IdentityKind::Visitor)
            .map(|known| known.value.clone())
            .collect();
        let page = row.page_url.as_ref().map(|url| format!("{} {url}", row.page_title.as_deref().unwrap_or_default()));
        let facts = [
            (words.name, Some(row.name.clone())),
            (words.email, row.email.clone()),
            (words.phone, row.phone.clone()),
            (words.tier, row.tier.clone()),
            (words.note, row.note.clone().filter(|_| subject.with_notes)),
            (words.known_by, Some(known_by.join(", ")).filter(|known| !known.is_empty())),
            (words.first_seen, Some(self.moment(row.first_seen_at))),
            (words.last_seen, Some(self.moment(row.last_seen_at))),
            (words.last_page, page),
        ];
        let facts: String = facts
            .into_iter()
            .filter_map(|(name, value)| Some(format!("<dt>{name}</dt><dd>{}</dd>\n", escape_html(&value?))))
            .collect();
        format!(
            "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\">\
             <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\
             <meta name=\"viewport\" content=\"width=device-width\"><title>{}</title><style>{STYLE}</style></head>\n\
             <body><h1>{}</h1><p>{} {} · {}</p>\n<dl>{facts}</dl>\n",
            escape_html(&subject.shop.locale),
            words.title,
            words.title,
            words.from,
            escape_html(&subject.shop.name),
            self.moment(subject.at),
        )
    }

    fn message(&self, row: &MessageRow, by: Option<String>) -> String {
        let words = self.words;
        let (class, who) = match (row.kind, row.author) {
            (Kind::Note, _) => ("note", words.internal),
            (_, Author::Customer | Author::Machine) => ("you", words.you),
            _ => ("shop", words.shop),
        };
        let who = by.map_or_else(|| who.to_owned(), |name| format!("{} · {who}", escape_html(&name)));
        let mut out = format!("<article class=\"{class}\"><small>{who} · {}</small>", self.moment(row.created_at));
        if row.recalled_at.is_some() {
            out.push_str(&format!("<p><small>{}</small></p>", words.recalled));
        }
        if let Some(text) = &row.text {
            out.push_str(&format!("<p>{}</p>", escape_html(text)));
        }
        if let Some(card) = row.card.as_deref().and_then(|card| serde_json::from_str::<Card>(card).ok()) {
            out.push_str(&card_line(&card));
        }
        if row.file_id.is_some() {
            out.push_str(&self.file_line(row));
        }
        out.push_str("</article>\n");
        out
    }

    fn file_line(&self, row: &MessageRow) -> String {
        let name = escape_html(row.file_name.as_deref().unwrap_or_default());
        let path = row.file_id.and_then(|id| self.packed.get(&id));
        let Some(path) = path else { return format!("<p>{name} <small>{}</small></p>", self.words.lost) };
        let address = address(path);
        if row.file_mime.as_deref().is_some_and(sniff::is_inline) {
            format!("<p><a href=\"{address}\"><img src=\"{address}\" alt=\"{name}\"></a></p>")
        } else {
            format!("<p><a href=\"{address}\" download>{name}</a></p>")
        }
    }

    /// A moment by the shop's clocks.
    fn moment(&self, at: Time) -> String {
        let at = Timestamp::from_millisecond(at.0).unwrap_or(Timestamp::UNIX_EPOCH);
        at.to_zoned(self.zone.clone()).strftime("%Y-%m-%d %H:%M").to_string()
    }
}

fn card_line(card: &Card) -> String {
    let more = [card.subtitle.as_deref(), card.price.as_deref(), card.currency.as_deref(), card.url.as_deref()];
    let more: Vec<String> = more.into_iter().flatten().map(escape_html).collect();
    format!("<p>{} <small>{}</small></p>", escape_html(&card.title), more.join(" "))
}

/// A path in the archive as an address.
fn address(path: &str) -> String {
    utf8_percent_encode(path, NOT_IN_PATHS).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_cannot_be_broken_out_of() {
        assert_eq!(address("files/0001-尺 码.png"), "files/0001-%E5%B0%BA%20%E7%A0%81.png");
        assert_eq!(address("files/\"><script>"), "files/%22%3E%3Cscript%3E");
    }
}
