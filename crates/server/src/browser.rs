//! Serving the browser app: hashed files are kept for ever, the page itself is asked for anew, and an address that looks
//! like a file but is none is absent. All of it carries the security headers that every answer of the product does.

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// The product's routes with the browser app behind everything they do not know.
pub fn with_browser_app(routes: Router) -> Router {
    routes.layer(axum::middleware::from_fn(|request: Request, next: axum::middleware::Next| async move {
        if !is_page_or_file(&request) {
            return next.run(request).await;
        }
        answer(request.uri().path(), request.headers())
    }))
}

/// Addresses that belong to the API, the portal or the health checks never reach the browser app.
fn is_page_or_file(request: &Request) -> bool {
    let path = request.uri().path();
    let own = [
        "/api/",
        "/g/",
        "/v/",
        "/n/",
        "/organisations/",
        "/healthz",
        "/readyz",
        "/portal.css",
        "/robots.txt",
    ];
    matches!(*request.method(), Method::GET | Method::HEAD)
        && !own.iter().any(|prefix| path.starts_with(prefix))
}

/// These answers never pass through the product's own layers, so what those add is added here.
fn answer(path: &str, headers: &HeaderMap) -> Response {
    let mut response = serve(path, headers);
    wayleave_app::http::secure(response.headers_mut());
    response
}

fn serve(path: &str, headers: &HeaderMap) -> Response {
    let text =
        |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok()).unwrap_or_default();
    let accepts = text(header::ACCEPT_ENCODING);
    let file = path.trim_start_matches('/');
    let looks_like_file = file.rsplit('/').next().is_some_and(|name| name.contains('.'));
    let (name, found) = if looks_like_file {
        (file, wayleave_web::asset(file, accepts))
    } else {
        ("index.html", wayleave_web::asset("index.html", accepts))
    };
    let Some(asset) = found else {
        if !looks_like_file && !wayleave_web::is_built() {
            let text = "The API is up. The browser app was not built; run `cargo xtask web`.\n";
            return (StatusCode::OK, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text)
                .into_response();
        }
        return StatusCode::NOT_FOUND.into_response();
    };
    let keep = if asset.immutable { "public, max-age=31536000, immutable" } else { "no-cache" };
    let mut answer = HeaderMap::new();
    let mut put = |name, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            answer.insert(name, value);
        }
    };
    put(header::CACHE_CONTROL, keep);
    put(header::ETAG, &asset.etag);
    put(header::VARY, "accept-encoding");
    if text(header::IF_NONE_MATCH) == asset.etag {
        return (StatusCode::NOT_MODIFIED, answer).into_response();
    }
    let kind = mime_guess::from_path(name).first_or_octet_stream();
    put(header::CONTENT_TYPE, kind.essence_str());
    if let Some(encoding) = asset.encoding {
        put(header::CONTENT_ENCODING, encoding);
    }
    (StatusCode::OK, answer, asset.content.into_owned()).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_and_file_carries_the_security_headers() {
        for path in ["/", "/sign-in", "/o/harbour/p/prj_1/register", "/index.html", "/assets/absent.js"] {
            let response = answer(path, &HeaderMap::new());
            let header =
                |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or("");
            let policy = header("content-security-policy");
            assert!(policy.contains("script-src 'self'"), "{path}: {policy}");
            assert!(policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
            assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
            assert_eq!(header("x-frame-options"), "DENY", "{path}");
            assert_eq!(header("referrer-policy"), "no-referrer", "{path}");
        }
    }
}
