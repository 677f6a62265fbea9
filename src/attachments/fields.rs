//! A `multipart/mixed` body, part by part. What a part may hold is bounded by whoever reads it; what
//! belongs to no content, here.

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use multer::{Constraints, Field, Multipart, SizeLimit};

/// Most bytes from the end of one content to the beginning of the next: what stands before the first
/// part, boundaries and the parts' headers. They are held until they are whole.
const BETWEEN: usize = 16 * 1024;

/// The same while a content is read, whose own limit is another's concern.
const CONTENT: usize = usize::MAX;

/// More came that belongs to no content than a body may hold of it.
#[derive(Debug, thiserror::Error)]
#[error("more than {BETWEEN} bytes stand where the next part was looked for")]
pub struct NoPart;

/// The parts of a body, read one after the other.
pub struct Fields {
    parts: Multipart<'static>,
    /// Bytes that may still be read while the next part is looked for.
    left: Arc<AtomicUsize>,
}

impl Fields {
    /// Begins to read a body that is divided by `boundary`.
    pub fn begin<E: Into<Box<dyn Error + Send + Sync>> + Send + 'static>(
        body: impl Stream<Item = Result<Bytes, E>> + Send + 'static,
        boundary: &str,
    ) -> Self {
        let left = Arc::new(AtomicUsize::new(BETWEEN));
        let allowed = left.clone();
        let body = body.then(move |bytes| {
            let allowed = allowed.clone();
            async move {
                // Whoever takes it reads as long as there is something, up to twice before it looks
                // at what it has.
                tokio::task::yield_now().await;
                tokio::task::yield_now().await;
                let bytes: Bytes = bytes.map_err(Into::into)?;
                let before = allowed.load(Ordering::Relaxed);
                if before == 0 {
                    return Err::<_, Box<dyn Error + Send + Sync>>(NoPart.into());
                }
                allowed.store(before.saturating_sub(bytes.len()), Ordering::Relaxed);
                Ok(bytes)
            }
        });
        let unlimited = Constraints::new().size_limit(SizeLimit::new());
        Self {
            parts: Multipart::with_constraints(body, boundary, unlimited),
            left,
        }
    }

    /// The next part.
    ///
    /// # Errors
    /// If the body is no sound multipart, holds too much that belongs to no part ([`NoPart`]), or
    /// stops arriving.
    pub async fn next(&mut self) -> multer::Result<Option<Field<'static>>> {
        self.left.store(BETWEEN, Ordering::Relaxed);
        let next = self.parts.next_field().await;
        self.left.store(CONTENT, Ordering::Relaxed);
        next
    }
}
