//! The table provider of articles.
//!
//! Owns: from addresses to files, and the scan over them. In: paths or addresses (`s3://…`), as a user names them. Out: a scan that any
//! machine with the same storage can run. Refuses: an address without files.

use super::batch::columns;
use super::scan::ArticleSource;
use crate::stores::address;
use async_trait::async_trait;
use claimbook_acquire::{ColumnMap, Format, Options};
use datafusion::arrow::datatypes::{DataType, Field, SchemaRef};
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::ScalarValue;
use datafusion::datasource::TableType;
use datafusion::datasource::listing::{ListingTableUrl, PartitionedFile};
use datafusion::datasource::physical_plan::{FileGroup, FileScanConfigBuilder};
use datafusion::datasource::source::DataSourceExec;
use datafusion::datasource::table_schema::TableSchema;
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::Expr;
use datafusion::physical_plan::ExecutionPlan;
use futures::TryStreamExt;
use object_store::{ObjectMeta, ObjectStoreExt};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What a table of articles is made of; it crosses the wire as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArticlesPlan {
    /// Files and folders, as the user names them.
    pub inputs: Vec<String>,
    /// How they are read.
    pub layout: Layout,
    /// Only these files, where some are left out.
    pub only: Option<BTreeSet<String>>,
}

/// How files are laid out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layout {
    /// A word of [`Format`]; nothing: told by content.
    pub format: Option<String>,
    /// Which column of a table holds what, as `--columns` takes it.
    pub columns: Option<String>,
}

impl Layout {
    /// How the files are read.
    pub(crate) fn options(&self) -> Result<Options> {
        let usage = |error: String| DataFusionError::Configuration(error);
        let format = self.format.as_deref().map(str::parse::<Format>).transpose().map_err(usage)?;
        let columns = self
            .columns
            .as_deref()
            .map(str::parse::<ColumnMap>)
            .transpose()
            .map_err(|e| usage(e.to_string()))?;
        Ok(Options { format, columns: columns.unwrap_or_default(), ..Options::default() })
    }
}

/// Articles of files and folders.
#[derive(Debug)]
pub struct Articles {
    pub(crate) plan: ArticlesPlan,
    schema: TableSchema,
}

impl Articles {
    /// A table over a plan.
    ///
    /// # Errors
    /// A format or column map that does not exist.
    pub fn new(plan: ArticlesPlan) -> Result<Self> {
        plan.layout.options()?;
        let file = Arc::new(Field::new("file", DataType::Utf8, false));
        Ok(Self {
            plan,
            schema: TableSchema::builder(columns()).with_table_partition_cols(vec![file]).build(),
        })
    }

    /// The files with the names that articles carry, in order.
    async fn files(
        &self,
        state: &dyn Session,
        named: &str,
        mut url: ListingTableUrl,
    ) -> Result<Vec<PartitionedFile>> {
        let store = state.runtime_env().object_store(&url)?;
        let mut metas: Vec<ObjectMeta> = Vec::new();
        if !url.is_collection() {
            match store.head(url.prefix()).await {
                Ok(meta) => metas.push(meta),
                // An object store has no folders: only what lies under a name shows that it is meant as one.
                Err(object_store::Error::NotFound { .. }) if named.contains("://") => {
                    url = ListingTableUrl::parse(format!("{named}/"))?;
                }
                Err(error) => return Err(error.into()),
            }
        }
        if url.is_collection() {
            metas = store.list(Some(url.prefix())).try_collect().await?;
        }
        metas.sort_by(|a, b| a.location.cmp(&b.location));
        let files = metas.into_iter().filter(|meta| {
            // Hidden files are passed over, as by every command.
            let inside = meta.location.as_ref().strip_prefix(url.prefix().as_ref()).unwrap_or_default();
            !inside.split('/').any(|part| part.starts_with('.'))
        });
        let files = files.map(|meta| {
            let inside = meta.location.as_ref().strip_prefix(url.prefix().as_ref()).unwrap_or_default();
            let name = match inside.trim_start_matches('/') {
                "" => named.to_owned(),
                inside => format!("{}/{inside}", named.trim_end_matches('/')),
            };
            let mut file = PartitionedFile::from(meta);
            file.partition_values = vec![ScalarValue::Utf8(Some(name))];
            file
        });
        Ok(files.collect())
    }
}

#[async_trait]
impl TableProvider for Articles {
    fn schema(&self) -> SchemaRef {
        Arc::clone(self.schema.table_schema())
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        _: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let Some(first) = self.plan.inputs.first() else {
            return Err(DataFusionError::Configuration("no files to read".to_owned()));
        };
        let mut files = Vec::new();
        let store = address(first)?.object_store();
        for named in &self.plan.inputs {
            let url = address(named)?;
            if url.object_store() != store {
                return Err(DataFusionError::Configuration(format!(
                    "{named} is in another storage than {first}; read each in a run of its own: an archive takes both"
                )));
            }
            let found = self.files(state, named, url).await?;
            if found.is_empty() {
                return Err(DataFusionError::Configuration(format!(
                    "{named}: no files here; check the name"
                )));
            }
            files.extend(found);
        }
        if let Some(only) = &self.plan.only {
            files.retain(|file| matches!(file.partition_values.first(), Some(ScalarValue::Utf8(Some(name))) if only.contains(name)));
        }
        let source = Arc::new(ArticleSource::new(self.schema.clone(), self.plan.layout.clone()));
        let config = FileScanConfigBuilder::new(store, source)
            .with_file_group(FileGroup::new(files))
            .with_projection_indices(projection.cloned())?
            .with_limit(limit)
            .build();
        // One group is dealt out here: planning may leave a scan alone whose statistics it does not know.
        let partitions = state.config().target_partitions();
        let config = config.file_source.repartitioned(partitions, 0, None, &config)?.unwrap_or(config);
        Ok(DataSourceExec::from_data_source(config))
    }
}
