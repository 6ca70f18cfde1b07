//! The front end's files.
//!
//! Owns: which file answers which path, and its media type. In: what `web/dist` held when this was built (a debug build reads
//! it anew). Out: files, compressed for those who take that (copies that the build of the pages made), and the first page
//! for every path of the front end. Refuses: anything outside that folder.

use crate::answer::weighed;
use crate::problem::Problem;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use claimbook_records::ids::hex;
use rust_embed::{EmbeddedFile, RustEmbed};

#[derive(RustEmbed)]
#[folder = "../../web/dist"]
struct Files;

/// How the compressed copy of a file is called.
const COPY: &str = ".gz";

/// What stands in for a front end that was not built.
const UNBUILT: &str = include_str!("../assets/unbuilt.html");

/// A page or a file of the front end.
pub(crate) async fn page(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    if !matches!(method, Method::GET | Method::HEAD) {
        return Problem::new("method_not_allowed", "pages are only read").into_response();
    }
    let path = uri.path().trim_start_matches('/');
    if !path.starts_with('.')
        && !path.ends_with(COPY)
        && let Some(file) = Files::get(path)
    {
        return told(path, file, &headers);
    }
    // A path with an ending names a file; every other one outside the API is a place in the front end.
    if path.starts_with("api/") || path.rsplit('/').next().is_some_and(|name| name.contains('.')) {
        return Problem::new("not_found", format!("there is nothing at {}", uri.path())).into_response();
    }
    match Files::get("index.html") {
        Some(file) => told("index.html", file, &headers),
        None => {
            (StatusCode::OK, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], UNBUILT).into_response()
        }
    }
}

/// Whether whoever asks takes compressed bytes.
fn takes_gzip(headers: &HeaderMap) -> bool {
    weighed(headers, &header::ACCEPT_ENCODING).iter().any(|(kind, _)| kind == "gzip")
}

fn told(path: &str, file: EmbeddedFile, headers: &HeaderMap) -> Response {
    let copy = if takes_gzip(headers) { Files::get(&format!("{path}{COPY}")) } else { None };
    let compressed = copy.is_some();
    let file = copy.unwrap_or(file);
    // The copy has other bytes, so another tag.
    let tag = format!("\"{}\"", hex(&file.metadata.sha256_hash()[..16]));
    let mut response = if crate::answer::has(headers, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Response::new(Body::from(file.data))
    };
    // Names under assets/ hold a hash of what they name.
    let keep = if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media(path)));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    if compressed {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    response
}

fn media(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        "webmanifest" => "application/manifest+json",
        "wasm" => "application/wasm",
        "pbf" => "application/x-protobuf",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compressed_bytes_go_to_who_takes_them() {
        let takes = |accept: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, accept.parse().unwrap());
            takes_gzip(&headers)
        };
        for yes in ["gzip", "deflate, GZIP;q=0.5", "br,gzip"] {
            assert!(takes(yes), "{yes}");
        }
        for no in ["", "br", "identity", "gzip;q=0", "gzip; q=0.0", "x-gzip"] {
            assert!(!takes(no), "{no}");
        }
        assert!(!takes_gzip(&HeaderMap::new()));
    }
}
