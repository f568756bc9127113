//! Any bytes can be uploaded: they are told by what they are, and a picture is read within its limits: `make fuzz`
#![no_main]

use libfuzzer_sys::fuzz_target;
use zhanggui::files::picture;
use zhanggui::files::sniff::{self, Sniffed};

fuzz_target!(|bytes: &[u8]| {
    match sniff::sniff(bytes) {
        Sniffed::Picture(format) => {
            assert!(sniff::is_inline(format.to_mime_type()));
            if let Ok(read) = picture::read(bytes, format) {
                assert!(read.width > 0 && read.height > 0);
            }
        }
        Sniffed::Other(mime) => assert!(!sniff::is_inline(mime)),
        Sniffed::Program => {}
    }
});
