//! The words of the page, in the shop's language.

pub(super) struct Words {
    pub title: &'static str,
    /// Before the shop's name and the date.
    pub from: &'static str,
    pub name: &'static str,
    pub email: &'static str,
    pub phone: &'static str,
    pub tier: &'static str,
    pub note: &'static str,
    pub known_by: &'static str,
    pub first_seen: &'static str,
    pub last_seen: &'static str,
    pub last_page: &'static str,
    pub conversation: &'static str,
    pub no_conversations: &'static str,
    pub internal: &'static str,
    pub recalled: &'static str,
    pub lost: &'static str,
    pub you: &'static str,
    pub shop: &'static str,
    pub data: &'static str,
}

pub(super) fn of(locale: &str) -> &'static Words {
    match locale {
        "en" => &EN,
        "zh-Hant" => &ZH_HANT,
        _ => &ZH_CN,
    }
}

const ZH_CN: Words = Words {
    title: "您的资料",
    from: "由本店整理：",
    name: "姓名",
    email: "邮箱",
    phone: "电话",
    tier: "等级",
    note: "客服备注",
    known_by: "识别方式",
    first_seen: "首次到访",
    last_seen: "最近到访",
    last_page: "最近浏览",
    conversation: "会话",
    no_conversations: "没有会话记录。",
    internal: "内部备注",
    recalled: "已撤回",
    lost: "文件已丢失",
    you: "您",
    shop: "客服",
    data: "同样的内容也以 JSON 格式保存在 customer.json 中。",
};

const ZH_HANT: Words = Words {
    title: "您的資料",
    from: "由本店整理：",
    name: "姓名",
    email: "電子郵件",
    phone: "電話",
    tier: "等級",
    note: "客服備註",
    known_by: "識別方式",
    first_seen: "首次到訪",
    last_seen: "最近到訪",
    last_page: "最近瀏覽",
    conversation: "對話",
    no_conversations: "沒有對話紀錄。",
    internal: "內部備註",
    recalled: "已收回",
    lost: "檔案已遺失",
    you: "您",
    shop: "客服",
    data: "同樣的內容也以 JSON 格式存放在 customer.json 中。",
};

const EN: Words = Words {
    title: "Your data",
    from: "Put together by",
    name: "Name",
    email: "E-mail",
    phone: "Phone",
    tier: "Tier",
    note: "Note by the shop",
    known_by: "Known by",
    first_seen: "First seen",
    last_seen: "Last seen",
    last_page: "Last page",
    conversation: "Conversation",
    no_conversations: "There are no conversations.",
    internal: "Internal note",
    recalled: "Taken back",
    lost: "The file is lost",
    you: "You",
    shop: "The shop",
    data: "The same is in customer.json, for programs.",
};
