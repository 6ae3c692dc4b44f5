//! Compresses pages and what their scripts read. The encoder is kept by each thread: making one for
//! every page took seven times as long as using it.

use std::cell::RefCell;

use actix_web::body::{BoxBody, MessageBody as _};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderValue, VARY,
};
use actix_web::middleware::Next;
use flate2::{Compress, Compression, Crc, FlushCompress};

/// Shorter bodies fit one packet as they are.
const BYTES_MIN: usize = 860;

thread_local! {
    static DEFLATE: RefCell<Compress> = RefCell::new(Compress::new(Compression::new(6), false));
}

/// Middleware: sends text as gzip to those who take it. What streams is left alone.
///
/// # Errors
/// What the handler returns.
pub async fn text(
    request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let accepted = request.headers().get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    let takes_gzip = accepted.is_some_and(|list| list.contains("gzip"));
    let mut response = next.call(request).await?;
    let kind = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let is_text = kind.is_some_and(|kind| {
        kind.starts_with("text/") || kind.ends_with("svg+xml") || kind == "application/json"
    });
    if !is_text || response.headers().contains_key(CONTENT_ENCODING) {
        return Ok(response);
    }
    response.headers_mut().insert(VARY, HeaderValue::from_static("Accept-Encoding"));
    if !takes_gzip {
        return Ok(response);
    }
    let mut is_zipped = false;
    let mut response = response.map_body(|_, body| match body.try_into_bytes() {
        Ok(bytes) if bytes.len() >= BYTES_MIN => match gzip(&bytes) {
            Some(zipped) => {
                is_zipped = true;
                BoxBody::new(zipped)
            }
            None => BoxBody::new(bytes),
        },
        Ok(bytes) => BoxBody::new(bytes),
        Err(body) => body,
    });
    if is_zipped {
        response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        // Other bytes than those that the tag was made of.
        let tag = response.headers().get(ETAG).and_then(|tag| tag.to_str().ok());
        let zipped = tag.and_then(|tag| Some(format!("{}-gzip\"", tag.strip_suffix('"')?)));
        if let Some(tag) = zipped.and_then(|tag| HeaderValue::from_str(&tag).ok()) {
            response.headers_mut().insert(ETAG, tag);
        }
    }
    Ok(response)
}

/// A gzip file (RFC 1952) of one member without a name or a time.
fn gzip(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut zipped = Vec::with_capacity(bytes.len() / 2 + 64);
    zipped.extend_from_slice(&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
    DEFLATE.with_borrow_mut(|deflate| {
        deflate.reset();
        let mut done = 0;
        loop {
            zipped.reserve(1024);
            let rest = bytes.get(done..)?;
            let status = deflate.compress_vec(rest, &mut zipped, FlushCompress::Finish).ok()?;
            done = usize::try_from(deflate.total_in()).ok()?;
            if status == flate2::Status::StreamEnd {
                return Some(());
            }
        }
    })?;
    let mut check = Crc::new();
    check.update(bytes);
    zipped.extend_from_slice(&check.sum().to_le_bytes());
    zipped.extend_from_slice(&check.amount().to_le_bytes());
    Some(zipped)
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn what_is_zipped_comes_back_whole_and_the_second_time_too() {
        for length in [0, 1, 900, 100_000] {
            let text: Vec<u8> =
                (0..length).map(|i| u8::try_from(i % 251 * (i % 13) % 251).unwrap()).collect();
            let zipped = gzip(&text).unwrap();
            let mut back = Vec::new();
            flate2::read::GzDecoder::new(zipped.as_slice()).read_to_end(&mut back).unwrap();
            assert_eq!(back, text);
        }
    }
}
