//! The content of a file, held once and shared by everything that looks at it.
//!
//! Promises: cloning costs a counter, never a copy. A vector, `Bytes` or a memory map all fit; a memory map
//! keeps a file of hundreds of megabytes out of the heap altogether.

use std::sync::Arc;

/// The bytes of one file.
#[derive(Clone)]
pub struct FileBytes(Arc<dyn AsRef<[u8]> + Send + Sync>);

impl FileBytes {
    /// Takes over whatever holds the bytes.
    pub fn new(owner: impl AsRef<[u8]> + Send + Sync + 'static) -> Self {
        Self(Arc::new(owner))
    }
}

impl AsRef<[u8]> for FileBytes {
    fn as_ref(&self) -> &[u8] {
        (*self.0).as_ref()
    }
}

impl From<Vec<u8>> for FileBytes {
    fn from(bytes: Vec<u8>) -> Self {
        Self::new(bytes)
    }
}

impl<T: AsRef<[u8]> + Send + Sync + 'static> From<Arc<T>> for FileBytes {
    fn from(owner: Arc<T>) -> Self {
        Self(owner)
    }
}

impl std::fmt::Debug for FileBytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FileBytes({} bytes)", self.as_ref().len())
    }
}
