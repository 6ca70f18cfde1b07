//! The table of articles as a source of files for DataFusion.
//!
//! Owns: what a scan of articles is: columns wanted, batches, shares of files. In: a projection of plain columns. Out: openers of
//! files. Refuses: projections that compute (reading an article must happen once, where the query says).

use super::open::{ArticleOpener, shares};
use super::table::Layout;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::datasource::physical_plan::{
    FileGroup, FileOpener, FileScanConfig, FileScanConfigBuilder, FileSource,
};
use datafusion::datasource::table_schema::TableSchema;
use datafusion::error::Result;
use datafusion::physical_expr::expressions::Column;
use datafusion::physical_expr::projection::ProjectionExprs;
use datafusion::physical_expr::{LexOrdering, PhysicalExpr};
use datafusion::physical_plan::metrics::ExecutionPlanMetricsSet;
use datafusion_datasource::projection::{ProjectionOpener, SplitProjection};
use object_store::ObjectStore;
use std::sync::Arc;

/// Pieces of work for each partition wanted, where a file is shared: whoever is done first takes the next one. Each share reads past
/// the articles of the others, so there are not many.
const PIECES: usize = 2;

/// Files that hold articles.
#[derive(Clone)]
pub(crate) struct ArticleSource {
    schema: TableSchema,
    projection: SplitProjection,
    metrics: ExecutionPlanMetricsSet,
    pub(crate) layout: Layout,
}

impl ArticleSource {
    pub(crate) fn new(schema: TableSchema, layout: Layout) -> Self {
        let projection = SplitProjection::unprojected(&schema);
        Self { schema, projection, metrics: ExecutionPlanMetricsSet::new(), layout }
    }

    fn with_projection(&self, projection: &ProjectionExprs) -> Self {
        let projection = SplitProjection::new(self.schema.file_schema(), projection);
        Self { projection, ..self.clone() }
    }
}

impl FileSource for ArticleSource {
    fn create_file_opener(
        &self,
        store: Arc<dyn ObjectStore>,
        _: &FileScanConfig,
        _: usize,
    ) -> Result<Arc<dyn FileOpener>> {
        let schema = Arc::new(self.schema.file_schema().project(&self.projection.file_indices)?);
        let opener: Arc<dyn FileOpener> =
            Arc::new(ArticleOpener { store, schema, options: self.layout.options()? });
        ProjectionOpener::try_new(self.projection.clone(), opener, self.schema.file_schema())
    }

    fn table_schema(&self) -> &TableSchema {
        &self.schema
    }

    fn with_batch_size(&self, _: usize) -> Arc<dyn FileSource> {
        Arc::new(self.clone())
    }

    fn try_pushdown_projection(&self, projection: &ProjectionExprs) -> Result<Option<Arc<dyn FileSource>>> {
        if !projection.iter().all(|p| p.expr.downcast_ref::<Column>().is_some()) {
            return Ok(None);
        }
        let merged = self.projection.source.try_merge(projection)?;
        Ok(Some(Arc::new(self.with_projection(&merged))))
    }

    fn projection(&self) -> Option<&ProjectionExprs> {
        Some(&self.projection.source)
    }

    fn metrics(&self) -> &ExecutionPlanMetricsSet {
        &self.metrics
    }

    fn file_type(&self) -> &str {
        "articles"
    }

    /// Files are dealt out by size; where there are too few, each is shared.
    fn repartitioned(
        &self,
        partitions: usize,
        _: usize,
        _: Option<LexOrdering>,
        config: &FileScanConfig,
    ) -> Result<Option<FileScanConfig>> {
        let mut files: Vec<_> = config.file_groups.iter().flat_map(|group| group.iter().cloned()).collect();
        let pieces = partitions * PIECES;
        if files.is_empty() || files.iter().any(|file| file.range.is_some()) {
            return Ok(None);
        }
        if files.len() < pieces {
            let of = pieces.div_ceil(files.len());
            files = files.iter().flat_map(|file| shares(file, of)).collect();
        }
        let mut groups: Vec<Vec<_>> = (0..partitions.max(1)).map(|_| Vec::new()).collect();
        let count = groups.len();
        for (n, file) in files.into_iter().enumerate() {
            groups[n % count].push(file);
        }
        groups.retain(|group| !group.is_empty());
        let groups = groups.into_iter().map(FileGroup::new).collect();
        Ok(Some(FileScanConfigBuilder::from(config.clone()).with_file_groups(groups).build()))
    }

    fn apply_expressions(
        &self,
        f: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        datafusion::physical_plan::apply_expression_roots(self.projection.source.iter(), f)
    }
}
