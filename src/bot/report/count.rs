//! How the bot did in one conversation: pure, from what was said in it.

use std::collections::HashSet;

use super::model::{BotFigures, Line};
use crate::conversations::{BotAct, BotPart, HandOverReason};
use crate::ids::EntryId;

/// What one conversation adds to the figures: nothing where the bot did not speak.
pub fn of(lines: impl IntoIterator<Item = Line>, small_talk: &HashSet<EntryId>) -> BotFigures {
    let mut reading = Reading::default();
    for line in lines {
        reading.take(line, small_talk);
    }
    reading.figures()
}

#[derive(Default)]
struct Reading {
    figures: BotFigures,
    /// The bot called a person, and whether that was the first thing it said.
    called: Option<bool>,
    person: bool,
    /// What the bot offers to press, as long as nobody has said anything else.
    offered: Vec<EntryId>,
    /// The entry that the buyer pressed and the bot has not answered yet.
    pressed: Option<EntryId>,
}

impl Reading {
    fn take(&mut self, line: Line, small_talk: &HashSet<EntryId>) {
        match line {
            Line::Buyer(pressed) => {
                let offered = std::mem::take(&mut self.offered);
                self.pressed = pressed;
                self.figures.picked += i64::from(pressed.is_some_and(|entry| offered.contains(&entry)));
            }
            Line::Person => {
                self.person = true;
                self.offered.clear();
            }
            // Of an answer in several messages the last one counts.
            Line::Bot(part) if part.more || part.act == BotAct::Offer => {}
            Line::Bot(part) => self.bot_said(&part, small_talk),
        }
    }

    fn bot_said(&mut self, part: &BotPart, small_talk: &HashSet<EntryId>) {
        let pressed = self.pressed.take();
        self.offered.clear();
        if part.act == BotAct::HandOver {
            self.called.get_or_insert(self.figures.questions == 0);
        }
        let figures = &mut self.figures;
        figures.questions += 1;
        let entry = part.source.as_ref().map(|source| source.entry_id);
        let met = match part.act {
            _ if part.size.is_some() => &mut figures.sizes,
            BotAct::Answer if entry.is_some() && entry == pressed => &mut figures.pressed,
            BotAct::Answer if entry.is_some_and(|entry| small_talk.contains(&entry)) => &mut figures.small_talk,
            // A size without a chart has no entry either.
            BotAct::Answer if entry.is_none() => &mut figures.sizes,
            BotAct::Answer | BotAct::Offer => &mut figures.answered,
            BotAct::Ask if part.buttons.iter().any(|button| button.entry_id.is_some()) => &mut figures.recommended,
            // What is asked besides is about a size.
            BotAct::Ask => &mut figures.sizes,
            BotAct::Miss => &mut figures.fallback,
            BotAct::HandOver if part.reason == Some(HandOverReason::TwoMisses) => &mut figures.fallback,
            BotAct::HandOver => &mut figures.left_to_people,
        };
        *met += 1;
        figures.helpful += i64::from(part.helpful == Some(true));
        figures.unhelpful += i64::from(part.helpful == Some(false));
        if part.act == BotAct::Ask {
            self.offered = part.buttons.iter().filter_map(|button| button.entry_id).collect();
        }
    }

    fn figures(self) -> BotFigures {
        let mut figures = self.figures;
        if figures.questions == 0 {
            return BotFigures::default();
        }
        figures.conversations = 1;
        match (self.called, self.person) {
            (Some(true), _) => figures.called_at_once = 1,
            (Some(false), _) => figures.called_later = 1,
            (None, true) => figures.taken_over = 1,
            (None, false) => figures.bot_only = 1,
        }
        if figures.bot_only > 0 {
            match (figures.helpful > 0, figures.unhelpful > 0) {
                (_, true) => figures.unsolved = 1,
                (true, false) => figures.solved = 1,
                (false, false) => figures.silent = 1,
            }
        }
        figures
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::conversations::{AnswerSource, BotButton};
    use crate::ids::EntryId;

    fn entry(n: u128) -> EntryId {
        EntryId(uuid::Uuid::from_u128(n))
    }

    fn bot(act: BotAct) -> BotPart {
        BotPart::new(act)
    }

    fn answer(n: u128) -> BotPart {
        let source = AnswerSource { entry_id: entry(n), answer_id: None, title: String::new(), confidence: 0.9 };
        BotPart { source: Some(source), ..bot(BotAct::Answer) }
    }

    fn did_you_mean(ns: &[u128]) -> BotPart {
        let buttons = ns.iter().map(|n| BotButton { label: String::new(), entry_id: Some(entry(*n)) }).collect();
        BotPart { buttons, ..bot(BotAct::Ask) }
    }

    fn said(part: BotPart) -> Line {
        Line::Bot(Box::new(part))
    }

    fn count(lines: Vec<Line>) -> BotFigures {
        of(lines, &HashSet::from([entry(9)]))
    }

    const ASKED: Line = Line::Buyer(None);

    #[test]
    fn where_the_bot_did_not_speak_nothing_counts() {
        assert_eq!(count(vec![ASKED, Line::Person]), BotFigures::default());
        assert_eq!(count(vec![ASKED, said(bot(BotAct::Offer))]), BotFigures::default(), "buttons of a rule");
    }

    #[test]
    fn everything_it_was_asked_is_met_in_one_way() {
        let more = BotPart { more: true, ..answer(1) };
        let figures = count(vec![
            ASKED,
            said(more),
            said(BotPart { helpful: Some(true), ..answer(1) }),
            ASKED,
            said(answer(9)),
            ASKED,
            said(did_you_mean(&[2, 3])),
            Line::Buyer(Some(entry(3))),
            said(answer(3)),
            ASKED,
            said(did_you_mean(&[2, 3])),
            ASKED,
            said(bot(BotAct::Miss)),
        ]);
        let met = (figures.answered, figures.small_talk, figures.recommended, figures.pressed, figures.fallback);
        assert_eq!(met, (1, 1, 2, 1, 1));
        assert_eq!((figures.questions, figures.picked), (6, 1));
        assert_eq!((figures.bot_only, figures.solved, figures.silent), (1, 1, 0));
    }

    #[test]
    fn who_is_called_at_once_had_no_answer_before() {
        let word = BotPart { reason: Some(HandOverReason::Word), ..bot(BotAct::HandOver) };
        let at_once = count(vec![ASKED, said(word.clone()), Line::Person]);
        assert_eq!((at_once.called_at_once, at_once.left_to_people, at_once.taken_over), (1, 1, 0));
        let missed = BotPart { reason: Some(HandOverReason::TwoMisses), ..bot(BotAct::HandOver) };
        let later = count(vec![ASKED, said(bot(BotAct::Miss)), ASKED, said(missed)]);
        assert_eq!((later.called_later, later.fallback, later.bot_only), (1, 2, 0), "though nobody came");
        let taken = count(vec![ASKED, said(answer(1)), ASKED, Line::Person]);
        assert_eq!((taken.taken_over, taken.bot_only), (1, 0));
    }

    #[test]
    fn a_thumb_down_outweighs_one_up() {
        let up = BotPart { helpful: Some(true), ..answer(1) };
        let down = BotPart { helpful: Some(false), ..answer(2) };
        let figures = count(vec![ASKED, said(up), ASKED, said(down)]);
        assert_eq!((figures.solved, figures.unsolved, figures.helpful, figures.unhelpful), (0, 1, 1, 1));
    }

    fn any_line() -> impl Strategy<Value = Line> {
        prop_oneof![
            Just(ASKED),
            (0..4_u128).prop_map(|n| Line::Buyer(Some(entry(n)))),
            Just(Line::Person),
            (0..10_u128, any::<bool>(), any::<Option<bool>>()).prop_map(|(n, more, helpful)| said(BotPart {
                more,
                helpful,
                ..answer(n)
            })),
            Just(said(did_you_mean(&[1, 2]))),
            Just(said(bot(BotAct::Ask))),
            Just(said(bot(BotAct::Answer))),
            Just(said(bot(BotAct::Miss))),
            Just(said(bot(BotAct::HandOver))),
            Just(said(bot(BotAct::Offer))),
        ]
    }

    proptest! {
        #[test]
        fn the_parts_are_the_whole(lines in proptest::collection::vec(any_line(), 0..20)) {
            let f = count(lines);
            prop_assert_eq!(f.conversations, f.bot_only + f.called_at_once + f.called_later + f.taken_over);
            prop_assert_eq!(f.bot_only, f.solved + f.unsolved + f.silent);
            let met = f.answered + f.small_talk + f.pressed + f.recommended + f.sizes + f.fallback + f.left_to_people;
            prop_assert_eq!(f.questions, met);
            prop_assert!(f.picked <= f.recommended);
            prop_assert_eq!(f.conversations > 0, f.questions > 0);
        }
    }
}
