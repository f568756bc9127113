//! SentencePiece's model: a protocol buffer of which only the pieces and the rules of spelling matter here.

use anyhow::{Context, bail, ensure};
use zg_answer::encoder::file::PieceList;

/// Fields of `ModelProto`, of `SentencePiece` and of `NormalizerSpec`.
const PIECES: u64 = 1;
const NORMALIZER: u64 = 3;
const TEXT: u64 = 1;
const SCORE: u64 = 2;
const KIND: u64 = 3;
const CHARSMAP: u64 = 2;

/// Begin, end and unknown have rows of their own but are never met in a text, whatever somebody types.
const NORMAL: u64 = 1;

/// The rules of spelling, and the pieces in the order of their bytes.
pub(crate) fn read(model: &[u8]) -> anyhow::Result<(Vec<u8>, PieceList)> {
    let mut charsmap = None;
    let mut pieces = Vec::new();
    let mut id = 0;
    for field in fields(model) {
        match field? {
            (PIECES, Value::Bytes(piece)) => {
                pieces.extend(piece_of(piece, id)?);
                id += 1;
            }
            (NORMALIZER, Value::Bytes(rules)) => {
                for field in fields(rules) {
                    if let (CHARSMAP, Value::Bytes(bytes)) = field? {
                        charsmap = Some(bytes.to_vec());
                    }
                }
            }
            _ => {}
        }
    }
    ensure!(!pieces.is_empty(), "the model has no pieces");
    Ok((charsmap.context("the model has no rules of spelling")?, sorted(pieces)))
}

struct Piece<'a> {
    text: &'a [u8],
    id: u32,
    score: f32,
}

fn piece_of(message: &[u8], id: u32) -> anyhow::Result<Option<Piece<'_>>> {
    let mut piece = Piece { text: &[], id, score: 0.0 };
    let mut kind = NORMAL;
    for field in fields(message) {
        match field? {
            (TEXT, Value::Bytes(text)) => piece.text = text,
            (SCORE, Value::Four(bytes)) => piece.score = f32::from_le_bytes(bytes),
            (KIND, Value::Number(number)) => kind = number,
            _ => {}
        }
    }
    Ok((kind == NORMAL && !piece.text.is_empty()).then_some(piece))
}

fn sorted(mut pieces: Vec<Piece<'_>>) -> PieceList {
    pieces.sort_by_key(|piece| piece.text);
    let mut list = PieceList::default();
    for piece in pieces {
        list.text.extend_from_slice(piece.text);
        list.ends.push(list.text.len() as u32);
        list.ids.push(piece.id);
        list.scores.push(piece.score);
    }
    list
}

enum Value<'a> {
    Number(u64),
    Bytes(&'a [u8]),
    Four([u8; 4]),
    Eight,
}

/// Every field of a message: its number and its value.
fn fields(mut message: &[u8]) -> impl Iterator<Item = anyhow::Result<(u64, Value<'_>)>> {
    std::iter::from_fn(move || (!message.is_empty()).then(|| field(&mut message)))
}

fn field<'a>(message: &mut &'a [u8]) -> anyhow::Result<(u64, Value<'a>)> {
    let tag = varint(message)?;
    let value = match tag & 7 {
        0 => Value::Number(varint(message)?),
        1 => take(message, 8).map(|_| Value::Eight)?,
        2 => {
            let length = varint(message)?;
            Value::Bytes(take(message, usize::try_from(length)?)?)
        }
        5 => Value::Four(take(message, 4)?.try_into()?),
        _ => bail!("the model is damaged"),
    };
    Ok((tag >> 3, value))
}

/// A damaged message is left at its end, so that nobody asks it for ever.
fn take<'a>(message: &mut &'a [u8], length: usize) -> anyhow::Result<&'a [u8]> {
    let (taken, rest) = message.split_at_checked(length).unwrap_or_default();
    *message = rest;
    ensure!(taken.len() == length, "the model ends too early");
    Ok(taken)
}

fn varint(message: &mut &[u8]) -> anyhow::Result<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let byte = take(message, 1)?[0];
        number |= u64::from(byte & 0x7F) << shift;
        if byte < 0x80 {
            return Ok(number);
        }
    }
    bail!("the model is damaged")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(number: u8, bytes: &[u8]) -> Vec<u8> {
        [&[number << 3 | 2, bytes.len() as u8], bytes].concat()
    }

    fn piece(text: &str, score: f32, kind: u8) -> Vec<u8> {
        let score = [&[2 << 3 | 5][..], &score.to_le_bytes()].concat();
        message(1, &[message(1, text.as_bytes()), score, vec![3 << 3, kind]].concat())
    }

    #[test]
    fn pieces_come_sorted_and_marks_are_left_out() {
        let rules = message(3, &message(2, b"rules"));
        let model = [piece("<s>", 0.0, 3), piece("货", -2.0, 1), piece("发", -1.5, 1), rules].concat();
        let (charsmap, list) = read(&model).expect("a model");
        assert_eq!(charsmap, b"rules");
        assert_eq!((list.text.as_slice(), list.ends, list.ids), ("发货".as_bytes(), vec![3, 6], vec![2, 1]));
        assert_eq!(list.scores, [-1.5, -2.0]);
    }

    #[test]
    fn a_broken_model_is_an_error() {
        let whole = [piece("货", -2.0, 1), message(3, &message(2, b"rules"))].concat();
        assert!(read(&whole).is_ok());
        for length in 0..whole.len() {
            assert!(read(&whole[..length]).is_err(), "{length}");
        }
        assert!(read(&[0xFF; 20]).is_err());
    }
}
