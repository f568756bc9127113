//! What the columns of a table are called, in Chinese and English.

/// Between a folder and the one in it.
pub const INTO: char = '/';

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    Folder,
    Title,
    Shortcut,
    Text,
}

impl Column {
    /// In the order in which they are written.
    pub const ALL: [Self; 4] = [Self::Folder, Self::Title, Self::Shortcut, Self::Text];

    /// In Chinese, in English, and as others call it.
    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Folder => {
                &["文件夹", "folder", "文件夾", "资料夹", "資料夾", "分组", "分組", "分类", "group", "category"]
            }
            Self::Title => &["标题", "title", "標題", "名称", "名稱", "name"],
            Self::Shortcut => &["快捷码", "shortcut", "快捷碼", "快捷键", "快捷鍵", "short_code", "code"],
            Self::Text => {
                &["内容", "text", "內容", "话术", "話術", "回复", "回覆", "content", "reply", "message", "body"]
            }
        }
    }

    pub fn written(self, in_chinese: bool) -> &'static str {
        self.names()[usize::from(!in_chinese)]
    }

    pub fn of(header: &str) -> Option<Self> {
        let folded = zg_text::fold(header.trim());
        Self::ALL.into_iter().find(|column| column.names().iter().any(|name| zg_text::fold(name) == folded))
    }
}
