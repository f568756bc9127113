//! What mail says, in the language of whoever gets it: short, and who asked for it first.

use super::letter::Letter;
use crate::language::Language;

/// To whoever forgot the password and asked for a link.
pub fn reset_asked(language: Language, to: &str, shop: &str, url: &str) -> Letter {
    let subject = match language {
        Language::Simplified => format!("重设{shop}的登录密码"),
        Language::Traditional => format!("重設{shop}的登入密碼"),
        Language::English => format!("Set a new password for {shop}"),
    };
    let words = match language {
        Language::Simplified => {
            format!("您好！有人（应该就是您）在{shop}的登录页请求重设密码。请打开下面的链接设置新密码：")
        }
        Language::Traditional => {
            format!("您好！有人（應該就是您）在{shop}的登入頁要求重設密碼。請開啟下面的連結設定新密碼：")
        }
        Language::English => {
            format!(
                "Hello! Somebody, probably you, asked at the sign-in page of {shop} for a new password. Choose it here:"
            )
        }
    };
    let end = language.pick([
        "链接 1 小时内有效，只能用一次。如果不是您本人的操作，不用理会这封邮件，原来的密码不变。",
        "連結 1 小時內有效，只能用一次。如果不是您本人的操作，不用理會這封信，原來的密碼不變。",
        "The link works once, for one hour. If it was not you, do nothing: your password stays as it is.",
    ]);
    Letter::new(to, subject).say(words).link(set_password(language), url).say(end)
}

/// To whoever a colleague made a link for.
pub fn link_made(language: Language, to: &str, shop: &str, by: &str, url: &str) -> Letter {
    let subject = match language {
        Language::Simplified => format!("重设{shop}的登录密码"),
        Language::Traditional => format!("重設{shop}的登入密碼"),
        Language::English => format!("Set a new password for {shop}"),
    };
    let words = match language {
        Language::Simplified => format!("您好！{by}为您生成了重设{shop}登录密码的链接。请打开它设置新密码："),
        Language::Traditional => format!("您好！{by}為您產生了重設{shop}登入密碼的連結。請開啟它設定新密碼："),
        Language::English => format!("Hello! {by} made you a link to choose a new password for {shop}:"),
    };
    let end = language.pick([
        "链接 24 小时内有效，只能用一次。请不要转发给任何人。",
        "連結 24 小時內有效，只能用一次。請不要轉寄給任何人。",
        "The link works once, for 24 hours. Please pass it on to nobody.",
    ]);
    Letter::new(to, subject).say(words).link(set_password(language), url).say(end)
}

fn set_password(language: Language) -> &'static str {
    language.pick(["设置新密码", "設定新密碼", "Choose a new password"])
}

/// To whoever asked for a new password and signs in without one. `provider` is what the button says.
pub fn nothing_to_reset(language: Language, to: &str, shop: &str, provider: Option<&str>, url: &str) -> Letter {
    let provider = provider.unwrap_or(language.pick(["企业账号", "企業帳號", "the company account"]));
    let subject = match language {
        Language::Simplified => format!("怎样登录{shop}"),
        Language::Traditional => format!("怎樣登入{shop}"),
        Language::English => format!("How to sign in to {shop}"),
    };
    let words = match language {
        Language::Simplified => {
            format!(
                "您好！有人（应该就是您）请求重设密码。您的账号用{provider}登录，不需要密码：在登录页点「{provider}」即可。"
            )
        }
        Language::Traditional => {
            format!(
                "您好！有人（應該就是您）要求重設密碼。您的帳號用{provider}登入，不需要密碼：在登入頁點「{provider}」即可。"
            )
        }
        Language::English => format!(
            "Hello! Somebody, probably you, asked for a new password. You sign in with {provider} and need none: \
             press “{provider}” at the sign-in page."
        ),
    };
    Letter::new(to, subject).say(words).link(language.pick(["打开登录页", "開啟登入頁", "Open the sign-in page"]), url)
}

/// To whoever is invited.
pub fn invitation(language: Language, to: &str, shop: &str, by: &str, url: &str) -> Letter {
    let subject = match language {
        Language::Simplified => format!("{by}邀请您加入{shop}"),
        Language::Traditional => format!("{by}邀請您加入{shop}"),
        Language::English => format!("{by} invites you to {shop}"),
    };
    let words = match language {
        Language::Simplified => {
            format!("您好！{by}邀请您加入{shop}，一起接待客户。打开下面的链接，设置密码就可以开始：")
        }
        Language::Traditional => {
            format!("您好！{by}邀請您加入{shop}，一起接待客戶。開啟下面的連結，設定密碼就可以開始：")
        }
        Language::English => {
            format!(
                "Hello! {by} invites you to serve customers at {shop}. Open the link and choose a password to begin:"
            )
        }
    };
    let end = language.pick([
        "链接 7 天内有效，只能用一次。如果您不认识对方，不用理会这封邮件。",
        "連結 7 天內有效，只能用一次。如果您不認識對方，不用理會這封信。",
        "The link works once, for 7 days. If you know nothing of this, you need not do anything.",
    ]);
    Letter::new(to, subject)
        .say(words)
        .link(language.pick(["接受邀请", "接受邀請", "Accept the invitation"]), url)
        .say(end)
}

/// To whoever has a new password.
pub fn changed(language: Language, to: &str, shop: &str) -> Letter {
    let subject = match language {
        Language::Simplified => format!("您在{shop}的登录密码已修改"),
        Language::Traditional => format!("您在{shop}的登入密碼已修改"),
        Language::English => format!("Your password for {shop} was changed"),
    };
    let words = match language {
        Language::Simplified => format!("您好！您在{shop}的登录密码刚刚改过了，其他设备都已退出。"),
        Language::Traditional => format!("您好！您在{shop}的登入密碼剛剛改過了，其他裝置都已登出。"),
        Language::English => {
            format!("Hello! Your password for {shop} was just changed, and your other browsers were signed out.")
        }
    };
    let end = language.pick([
        "如果不是您本人的操作，请马上联系店主或主管。",
        "如果不是您本人的操作，請馬上聯絡店主或主管。",
        "If it was not you, tell the owner or a manager at once.",
    ]);
    Letter::new(to, subject).say(words).say(end)
}

/// To the owners of a shop, one of whose webhooks was switched off by itself.
pub fn webhook_off(language: Language, to: &str, shop: &str, name: &str, url: &str) -> Letter {
    let subject = match language {
        Language::Simplified => format!("{shop}的推送“{name}”已自动关闭"),
        Language::Traditional => format!("{shop}的推送「{name}」已自動關閉"),
        Language::English => format!("The webhook {name} of {shop} was switched off"),
    };
    let words = match language {
        Language::Simplified => {
            format!("您好！{shop}的推送“{name}”一整天没有送达，已自动关闭。对方系统现在收不到店里的新消息，请看一看：")
        }
        Language::Traditional => {
            format!(
                "您好！{shop}的推送「{name}」一整天沒有送達，已自動關閉。對方系統現在收不到店裡的新訊息，請看一看："
            )
        }
        Language::English => format!(
            "Hello! Nothing came through to the webhook {name} of {shop} for a day, so it was switched off. The other \
             system is told nothing now:"
        ),
    };
    let end = language.pick([
        "对方恢复后，重新开启就会继续推送。没送达的在“设置 → 未送达”里，可以重新发送。",
        "對方恢復後，重新開啟就會繼續推送。沒送達的在「設定 → 未送達」裡，可以重新傳送。",
        "Once the other system is well, switch it on again. What did not arrive waits under Settings → Undelivered and can \
         be sent once more.",
    ]);
    Letter::new(to, subject)
        .say(words)
        .link(language.pick(["查看推送", "檢視推送", "Look at the webhook"]), url)
        .say(end)
}

/// To whoever the operator wants to see a mail arrive at.
pub fn trial(to: &str, origin: &str) -> Letter {
    Letter::new(to, "掌柜 · 测试邮件 · Zhanggui test mail")
        .say(format!("收到这封邮件，说明 {origin} 的发信设置是好的。"))
        .say(format!("This mail arrived, so {origin} can send mail."))
}
