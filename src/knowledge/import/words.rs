//! The names by which tables call what they hold, in Chinese and English; the first two of each are written.

use crate::knowledge::model::{BuyingStage, EntryKind, EntryState, OrderState};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Column {
    Id,
    Category,
    Kind,
    State,
    Title,
    Phrasings,
    Answer,
    Products,
    From,
    Until,
    OrderStates,
    Stages,
    Inboxes,
    Keywords,
    Emergency,
    Cards,
    Buttons,
    Files,
}

impl Column {
    /// In the order in which they are written.
    pub const ALL: [Self; 18] = [
        Self::Id,
        Self::Category,
        Self::Kind,
        Self::State,
        Self::Title,
        Self::Phrasings,
        Self::Answer,
        Self::Products,
        Self::From,
        Self::Until,
        Self::OrderStates,
        Self::Stages,
        Self::Inboxes,
        Self::Keywords,
        Self::Emergency,
        Self::Cards,
        Self::Buttons,
        Self::Files,
    ];

    /// In Chinese, in English, and as others call it.
    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Id => &[
                "编号",
                "id",
                "external_id",
                "label",
                "intent",
                "意图",
                "标签",
                "entry",
                "faq_id",
                "class",
                "问题编号",
            ],
            Self::Category => &["分类", "category", "类别", "类目", "目录", "domain", "topic", "问题分类", "一级分类"],
            Self::Kind => &["类型", "kind", "知识类型"],
            Self::State => &["状态", "state", "status"],
            Self::Title => &[
                "问题",
                "title",
                "question",
                "标准问题",
                "标准问",
                "原始问题",
                "主问题",
                "问题标题",
                "标题",
                "standard_question",
            ],
            Self::Phrasings => &[
                "相似问法",
                "phrasings",
                "相似问题",
                "相似问",
                "同义问题",
                "扩展问",
                "问法",
                "variants",
                "similar_questions",
                "similar",
                "phrasing",
                "examples",
                "utterances",
                "utterance",
                "text",
                "query",
                "sentence",
            ],
            Self::Answer => {
                &["答案", "answer", "answers", "回答", "回复", "答复", "标准答案", "response", "responses", "reply"]
            }
            Self::Products => &["商品", "products", "product", "商品编码", "sku"],
            Self::From => &["生效时间", "from", "valid_from", "开始时间"],
            Self::Until => &["失效时间", "until", "valid_until", "结束时间", "到期时间"],
            Self::OrderStates => &["订单状态", "order_states", "order_state"],
            Self::Stages => &["阶段", "stages", "stage"],
            Self::Inboxes => &["渠道", "inboxes", "inbox", "channel", "channels"],
            Self::Keywords => &["关键词", "keywords", "keyword"],
            Self::Emergency => &["紧急", "emergency"],
            Self::Cards => &["卡片", "cards"],
            Self::Buttons => &["按钮", "buttons"],
            Self::Files => &["文件", "files", "file_ids"],
        }
    }

    pub fn written(self, in_chinese: bool) -> &'static str {
        self.names()[usize::from(!in_chinese)]
    }

    /// What a header means; a number behind it (相似问题3) counts the columns of the same.
    pub fn of(header: &str) -> Option<Self> {
        let folded = zg_text::fold(header.trim());
        let name = folded.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ' || c == '_' || c == '*');
        let name = name.replace([' ', '-'], "_");
        Self::ALL.into_iter().find(|column| column.names().contains(&name.as_str()))
    }
}

/// A value of an enum by its name in Chinese, in English, or as the API says it.
pub trait Named: Copy + 'static {
    const NAMES: &'static [(Self, &'static str, &'static str)];
    /// What pages call it, and what older tables did.
    const OTHERS: &'static [(Self, &'static str)];

    fn named(name: &str) -> Option<Self> {
        let folded = zg_text::fold(name.trim()).replace([' ', '-'], "_");
        let found = Self::NAMES.iter().find(|(_, chinese, english)| folded == *chinese || folded == *english);
        let other = || Self::OTHERS.iter().find(|(_, other)| folded == *other).map(|(value, _)| *value);
        found.map(|(value, ..)| *value).or_else(other)
    }
}

impl Named for EntryKind {
    const NAMES: &'static [(Self, &'static str, &'static str)] = &[
        (Self::Question, "问答", "question"),
        (Self::Fact, "商品信息", "fact"),
        (Self::Concern, "客户关注", "concern"),
        (Self::Objection, "异议处理", "objection"),
        (Self::PlatformRule, "平台规则", "platform_rule"),
        (Self::Guide, "操作指引", "guide"),
        (Self::Explanation, "专业解释", "explanation"),
    ];
    const OTHERS: &'static [(Self, &'static str)] = &[
        (Self::Question, "客户问题"),
        (Self::Fact, "商品资讯"),
        (Self::Fact, "product_fact"),
        (Self::Concern, "客户关心的点"),
        (Self::Concern, "买家关注"),
        (Self::Concern, "what_customers_care_about"),
        (Self::Objection, "异议与应对"),
        (Self::Guide, "操作步骤"),
        (Self::Guide, "step_guide"),
        (Self::Explanation, "专业讲解"),
        (Self::Explanation, "expert_explanation"),
    ];
}

impl Named for EntryState {
    const NAMES: &'static [(Self, &'static str, &'static str)] = &[
        (Self::Draft, "草稿", "draft"),
        (Self::Approved, "已发布", "approved"),
        (Self::Archived, "已归档", "archived"),
    ];
    const OTHERS: &'static [(Self, &'static str)] = &[(Self::Approved, "live"), (Self::Archived, "已封存")];
}

impl Named for OrderState {
    const NAMES: &'static [(Self, &'static str, &'static str)] = &[
        (Self::None, "未下单", "none"),
        (Self::Unpaid, "待付款", "unpaid"),
        (Self::Paid, "已付款", "paid"),
        (Self::Shipped, "已发货", "shipped"),
        (Self::Delivered, "已签收", "delivered"),
        (Self::Refunding, "退款中", "refunding"),
        (Self::Closed, "已关闭", "closed"),
    ];
    const OTHERS: &'static [(Self, &'static str)] = &[
        (Self::None, "没有订单"),
        (Self::None, "no_order"),
        (Self::Paid, "待发货"),
        (Self::Paid, "待出货"),
        (Self::Paid, "to_be_shipped"),
        (Self::Shipped, "已出货"),
        (Self::Refunding, "being_refunded"),
    ];
}

impl Named for BuyingStage {
    const NAMES: &'static [(Self, &'static str, &'static str)] = &[
        (Self::PreSale, "售前", "pre_sale"),
        (Self::InSale, "售中", "in_sale"),
        (Self::AfterSale, "售后", "after_sale"),
    ];
    const OTHERS: &'static [(Self, &'static str)] = &[(Self::PreSale, "before_buying"), (Self::InSale, "on_its_way")];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_known_by_many_names() {
        for (header, column) in [
            ("问题", Column::Title),
            (" 標準問題 ", Column::Title),
            ("Question", Column::Title),
            ("同义问题3", Column::Phrasings),
            ("Similar questions", Column::Phrasings),
            ("答案", Column::Answer),
            ("Answer 2", Column::Answer),
            ("Intent", Column::Id),
            ("order state", Column::OrderStates),
        ] {
            assert_eq!(Column::of(header), Some(column), "{header}");
        }
        assert_eq!(Column::of("数据填写人姓名"), None);
    }

    #[test]
    fn values_are_known_as_pages_call_them() {
        for (name, kind) in [
            ("客户关心的点", EntryKind::Concern),
            ("買家關注", EntryKind::Concern),
            ("操作步驟", EntryKind::Guide),
            ("Step guide", EntryKind::Guide),
            ("專業講解", EntryKind::Explanation),
        ] {
            assert_eq!(EntryKind::named(name), Some(kind), "{name}");
        }
        assert_eq!(OrderState::named("待發貨"), Some(OrderState::Paid));
        assert_eq!(EntryState::named("已發布"), Some(EntryState::Approved));
        assert_eq!(EntryState::named("差不多"), None);
    }

    #[test]
    fn what_is_written_is_read() {
        for column in Column::ALL {
            assert_eq!(Column::of(column.written(true)), Some(column));
            assert_eq!(Column::of(column.written(false)), Some(column));
        }
    }
}
