//! What colleagues said before is suggested where it fits, and never with what belongs to one customer.

use std::sync::Arc;

use proptest::prelude::*;
use uuid::Uuid;
use zg_answer::Embed;
use zg_answer::replies::{BLANK, Context, Pair, Replies};

fn context(said: &str) -> Context {
    Context { said: said.to_owned(), before: Vec::new() }
}

fn pair(customer: u128, said: &str, reply: &str) -> Pair {
    let id = Uuid::from_u128(customer);
    Pair { customer: id, conversation: conversation(customer), at: 0, context: context(said), reply: reply.to_owned() }
}

/// Each customer has one.
fn conversation(customer: u128) -> Uuid {
    Uuid::from_u128(1_000_000 + customer)
}

fn past() -> Vec<Pair> {
    [
        ("什么时候发货", "今天下午发出哦"),
        ("今天能发货吗", "今天下午发出哦亲"),
        ("发什么快递", "默认发韵达快递的呢"),
        ("可以发顺丰吗", "顺丰需要补邮费哦"),
        ("能退货吗", "七天内不影响销售都可以退的"),
        ("不合适能退吗", "可以退的，吊牌不要剪哦"),
        ("谢谢", "不客气哦"),
        ("好的谢谢你", "不客气的亲"),
        ("Where is my parcel?", "Let me check with the carrier, one moment please."),
        ("my parcel is late", "Sorry about that, I am asking the carrier now."),
    ]
    .into_iter()
    .zip(1..)
    .map(|((said, reply), customer)| pair(customer, said, reply))
    .collect()
}

fn suggested(replies: &Replies, said: &str) -> Vec<String> {
    replies.suggest(None, &context(said), 3).into_iter().map(|suggestion| suggestion.reply).collect()
}

#[test]
fn what_was_replied_to_the_like_is_suggested() {
    let replies = Replies::build(&past(), None);
    for (said, wanted) in [
        ("請問今天可以發貨嗎", "发出"),
        ("你们发哪个快递", "韵达"),
        ("不喜欢能退吗", "可以退"),
        ("嗯嗯谢谢", "不客气"),
        ("is my parcel late?", "carrier"),
    ] {
        let found = suggested(&replies, said);
        assert!(found.first().is_some_and(|reply| reply.contains(wanted)), "{said}: {found:?}");
    }
    assert!(suggested(&replies, "😊").is_empty());
    assert!(suggested(&replies, "").is_empty());
    assert!(suggested(&Replies::default(), "在吗").is_empty());
}

#[test]
fn nearly_the_same_is_suggested_once() {
    let replies = Replies::build(&past(), None);
    let found = replies.suggest(None, &context("今天什么时候发货"), 3);
    assert_eq!(found.iter().filter(|one| one.reply.contains("发出")).count(), 1, "{found:?}");
    assert_eq!(found[0].customers, 2);
    assert!(found[0].score > 0.5, "{found:?}");
}

#[test]
fn what_was_said_before_counts() {
    let said_after = |before: &str| Context { said: "好的".to_owned(), before: vec![before.to_owned()] };
    let after = |customer: u128, before: &str, reply: &str| Pair {
        context: said_after(before),
        ..pair(customer, "好的", reply)
    };
    let replies = Replies::build(
        &[
            after(1, "地址帮您改好了，请核对", "会尽快为您发出"),
            after(2, "退款已经提交了", "到账后会有短信提醒"),
            after(3, "优惠券发给您了", "下单时记得勾选"),
        ],
        None,
    );
    let found = replies.suggest(None, &said_after("退款帮您提交了哦"), 1);
    assert_eq!(found[0].reply, "到账后会有短信提醒");
}

#[test]
fn numbers_of_one_customer_become_blanks() {
    let replies = Replies::build(&[pair(1, "我的订单到哪了", "您的订单44265219693已经到嘉兴了")], None);
    assert_eq!(suggested(&replies, "订单到哪了"), [format!("您的订单{BLANK}已经到嘉兴了")]);
}

#[test]
fn what_was_said_to_many_is_said_as_it_was() {
    let said = |customer| pair(customer, "多久发货", "48小时内发货哦");
    let often = Replies::build(&[said(1), said(2), said(3)], None);
    assert_eq!(suggested(&often, "多久能发货"), ["48小时内发货哦"]);
    let again_and_again = Replies::build(&[said(1), said(1), said(1)], None);
    assert_eq!(suggested(&again_and_again, "多久能发货"), [format!("{BLANK}小时内发货哦")], "one customer is not many");
}

#[test]
fn names_homes_phones_and_links_are_not_given() {
    for reply in [
        "好的，打13800138000联系您",
        "王小明先生，已经发出",
        "收件人小美，对吗",
        "寄到杭州市西湖区文三路是吗",
        "改成 mei@shop.example 了",
        "看这里 https://shop.example/orders/a?token=b",
    ] {
        let replies = Replies::build(&[pair(1, "我的订单发了吗", reply)], None);
        assert!(suggested(&replies, "订单发了吗").is_empty(), "{reply}");
    }
}

#[test]
fn what_differs_far_behind_is_not_taken_for_the_same() {
    let long = |customer: u128| pair(customer, "怎么改地址", &format!("{}地址是{customer}号", "好的".repeat(400)));
    let replies = Replies::build(&[long(1), long(2), long(3)], None);
    assert!(suggested(&replies, "怎么改地址").is_empty());
}

#[test]
fn what_came_since_is_known() {
    let replies = Replies::build(&past(), None);
    let more = replies.with(&[pair(90, "有发票吗", "可以开电子发票的")]);
    assert_eq!(suggested(&more, "能开发票吗")[0], "可以开电子发票的");
    assert_eq!((replies.len(), more.len()), (past().len(), past().len() + 1));
}

#[test]
fn what_is_gone_is_forgotten() {
    let replies = Replies::build(&past(), None);
    let gone =
        |ids: &[Uuid]| replies.renewed(&ids.iter().copied().collect(), &[pair(90, "有发票吗", "可以开电子发票的")]);
    // Who asked for the courier, by the customer; whoever asked for another one, by the conversation.
    let left = gone(&[Uuid::from_u128(3), conversation(4)]);
    assert_eq!(left.len(), past().len() - 1);
    assert!(!suggested(&left, "你们发哪个快递").iter().any(|reply| reply.contains("韵达") || reply.contains("顺丰")));
    assert_eq!(suggested(&left, "能开发票吗")[0], "可以开电子发票的");
}

#[test]
fn nobody_is_suggested_what_was_told_to_them_alone() {
    let replies = Replies::build(&past(), None);
    let asked = |asker: u128| replies.suggest(Some(Uuid::from_u128(asker)), &context("你们发哪个快递"), 3);
    assert!(asked(90)[0].reply.contains("韵达"));
    assert!(asked(3).iter().all(|suggestion| !suggestion.reply.contains("韵达")));
}

#[test]
fn what_is_said_to_anything_is_no_answer() {
    let asked = ["什么时候发货", "能退货吗", "有发票吗", "是纯棉的吗"];
    let said: Vec<Pair> = (1..).zip(asked).map(|(customer, said)| pair(customer, said, "请您稍等一下哦")).collect();
    assert!(suggested(&Replies::build(&said, None), "什么时候发货").is_empty());
}

#[test]
fn who_was_told_and_when_is_known() {
    let told = |customer, at, reply| Pair { at, ..pair(customer, "多久发货", reply) };
    let past = [told(1, 10, "今天下午发出哦"), told(1, 30, "今天下午发出哦亲"), told(2, 20, "今天下午发出哦")];
    let found = Replies::build(&past, None).suggest(None, &context("多久能发货"), 3);
    assert_eq!((found.len(), found[0].customers, found[0].last_at), (1, 2, 30));
}

#[test]
fn likeness_of_replies_is_told() {
    let replies = Replies::build(&past(), None);
    assert!(replies.are_alike("今天下午发出哦", "今天下午发出哦亲"));
    assert!(!replies.are_alike("今天下午发出哦", "七天内不影响销售都可以退的"));
}

#[test]
fn the_reply_that_fits_is_ranked_first() {
    let replies = Replies::build(&past(), None);
    let candidates = ["不客气哦", "顺丰补十元就可以", "可以退的"];
    assert_eq!(replies.rank(&context("可以寄顺丰吗"), &candidates)[0], 1);
    assert_eq!(replies.rank(&context("谢谢啦"), &candidates)[0], 0);
    assert!(replies.rank(&context("谢谢啦"), &[]).is_empty());
}

/// Knows that two words mean the same.
struct Meaning;

impl Embed for Meaning {
    fn embed(&self, text: &str) -> Vec<f32> {
        let holds = |words: &[&str]| f32::from(u8::from(words.iter().any(|word| text.contains(word))));
        let values = [holds(&["发货", "寄出"]), holds(&["退", "不要了"]), holds(&["谢"]), 0.1];
        let length = values.iter().map(|value| value * value).sum::<f32>().sqrt();
        values.into_iter().map(|value| value / length).collect()
    }

    fn version(&self) -> u64 {
        1
    }
}

#[test]
fn meaning_finds_what_shares_no_words() {
    let replies = Replies::build(&past(), Some(Arc::new(Meaning)));
    assert!(suggested(&replies, "几点寄出")[0].contains("发出"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn no_digit_of_a_single_customer_gets_out(
        said in "\\PC{0,20}", reply in "[0-9０-９a-zA-Z发货单号， .:-]{0,30}", asked in "\\PC{0,20}",
    ) {
        let replies = Replies::build(&[pair(1, &said, &reply), pair(1, &asked, &reply)], None);
        for suggestion in replies.suggest(None, &context(&asked), 3) {
            prop_assert!(!suggestion.reply.contains(char::is_numeric), "{}", suggestion.reply);
            prop_assert!((0.0..=1.0).contains(&suggestion.score));
        }
    }
}
