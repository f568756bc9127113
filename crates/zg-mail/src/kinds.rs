//! What files are called and told to be in a mail: only a hint for programs, nothing here trusts it.

const KINDS: [(&str, &str); 19] = [
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("gif", "image/gif"),
    ("webp", "image/webp"),
    ("heic", "image/heic"),
    ("pdf", "application/pdf"),
    ("txt", "text/plain"),
    ("csv", "text/csv"),
    ("html", "text/html"),
    ("ics", "text/calendar"),
    ("zip", "application/zip"),
    ("doc", "application/msword"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xls", "application/vnd.ms-excel"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("mp4", "video/mp4"),
    ("mp3", "audio/mpeg"),
    ("eml", "message/rfc822"),
];

/// The kind of a file that is called so.
pub fn kind(name: &str) -> &'static str {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    // A mail in a mail has rules of its own for how it travels: as a mere file it has none.
    let known = KINDS.iter().filter(|(_, kind)| *kind != "message/rfc822").find(|(known, _)| *known == ending);
    known.map_or("application/octet-stream", |(_, kind)| kind)
}

/// How the name of a file of that kind ends.
pub fn ending(kind: &str) -> &'static str {
    KINDS.iter().find(|(_, known)| known.eq_ignore_ascii_case(kind)).map_or("bin", |(ending, _)| ending)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_follow_from_names_and_back() {
        assert_eq!(kind("发票.PDF"), "application/pdf");
        assert_eq!(kind("mail.eml"), "application/octet-stream");
        assert_eq!(kind("noname"), "application/octet-stream");
        assert_eq!(ending("IMAGE/JPEG"), "jpg");
        assert_eq!(ending("message/rfc822"), "eml");
        assert_eq!(ending("x/y"), "bin");
    }
}
