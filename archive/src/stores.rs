//! Where files are: this machine, and object stores.
//!
//! Owns: which store an address belongs to; one is opened when it is first asked for, on any machine of a cluster. In: addresses. Out:
//! stores. Refuses: secrets in an address (they come from the environment).

use datafusion::datasource::listing::ListingTableUrl;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::object_store::{DefaultObjectStoreRegistry, ObjectStoreRegistry};
use object_store::ObjectStore;
use std::sync::Arc;
use url::Url;

/// DataFusion's registry, to which stores that speak S3 are added as they are named.
#[derive(Debug, Default)]
pub(crate) struct Stores(DefaultObjectStoreRegistry);

impl ObjectStoreRegistry for Stores {
    fn register_store(&self, url: &Url, store: Arc<dyn ObjectStore>) -> Option<Arc<dyn ObjectStore>> {
        self.0.register_store(url, store)
    }

    fn get_store(&self, url: &Url) -> Result<Arc<dyn ObjectStore>> {
        if let Ok(store) = self.0.get_store(url) {
            return Ok(store);
        }
        let store = open(url)?;
        self.0.register_store(url, Arc::clone(&store));
        Ok(store)
    }
}

/// The address of a file or folder as a user names it. What looks like a pattern in a path is part of a name.
pub(crate) fn address(named: &str) -> Result<ListingTableUrl> {
    if named.contains("://") {
        return ListingTableUrl::parse(named);
    }
    let unfit = |what: String| DataFusionError::Configuration(format!("{named}: {what}"));
    let path = std::fs::canonicalize(named).map_err(|error| unfit(error.to_string()))?;
    let url = if path.is_dir() { Url::from_directory_path(&path) } else { Url::from_file_path(&path) };
    ListingTableUrl::try_new(url.map_err(|()| unfit("no path that can be an address".to_owned()))?, None)
}

/// The same of a folder that is there, or is one in an object store.
pub(crate) fn folder(named: &str) -> Result<ListingTableUrl> {
    address(&format!("{}/", named.trim_end_matches('/')))
}

#[cfg(feature = "s3")]
fn open(url: &Url) -> Result<Arc<dyn ObjectStore>> {
    if url.scheme() != "s3" {
        return Err(unknown(url));
    }
    let store = object_store::aws::AmazonS3Builder::from_env().with_url(url.as_str()).build();
    Ok(Arc::new(store.map_err(|error| DataFusionError::Configuration(format!("{url}: {error}")))?))
}

#[cfg(not(feature = "s3"))]
fn open(url: &Url) -> Result<Arc<dyn ObjectStore>> {
    Err(unknown(url))
}

fn unknown(url: &Url) -> DataFusionError {
    DataFusionError::Configuration(format!(
        "{url}: no storage of this kind is known; name a path or an s3:// address"
    ))
}
