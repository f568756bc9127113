//! What the terminal shows when the demo is up.

use super::content::Content;
use super::seed::PASSWORD;

const WIDTH: usize = 76;

/// Three addresses and who to sign in as, in a frame.
pub fn banner(content: &Content, origin: &str, shop_url: &str) -> String {
    let mut lines = vec![
        format!("掌柜 Zhanggui · 演示店铺 demo shop「{}」", content.shop.name),
        String::new(),
        format!("工作台 Workbench   {origin}"),
        format!("店铺页 Shop page   {shop_url}"),
        format!("接口   API         {origin}/docs"),
        String::new(),
        format!("登录 Sign in       密码 password: {PASSWORD}"),
    ];
    for colleague in &content.shop.staff {
        lines.push(format!("  {}  {} {}", padded(&colleague.email, 28), padded(&colleague.name, 8), colleague.title));
    }
    lines.push(String::new());
    lines.push("Ctrl-C 停止 to stop".to_owned());

    let rule = "─".repeat(WIDTH + 2);
    let body: String = lines.iter().map(|line| format!("│ {} │\n", padded(line, WIDTH))).collect();
    format!("┌{rule}┐\n{body}└{rule}┘")
}

/// Fills up with spaces; a Chinese character stands two columns wide.
fn padded(text: &str, columns: usize) -> String {
    let width: usize = text.chars().map(columns_of).sum();
    format!("{text}{}", " ".repeat(columns.saturating_sub(width)))
}

fn columns_of(c: char) -> usize {
    if matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ff60}')
    {
        2
    } else {
        1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_frame_is_straight() {
        let content = Content::load().expect("content");
        let banner = banner(&content, "http://127.0.0.1:8800", "http://127.0.0.1:8801");
        let widths: Vec<usize> = banner.lines().map(|line| line.chars().map(columns_of).sum()).collect();
        assert!(widths.iter().all(|width| *width == widths[0]), "{banner}");
    }
}
