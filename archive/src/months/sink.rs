//! The step of a query that writes the files of a table.
//!
//! Owns: that all rows of a month come to one writer, in order. In: rows. Out: how many were written. Refuses: files from unordered rows.

use super::file::MonthFile;
use super::table::{MONTH, MonthsPlan};
use datafusion::arrow::array::{AsArray, RecordBatch, UInt64Array};
use datafusion::arrow::compute::SortOptions;
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::datasource::listing::ListingTableUrl;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::expressions::Column;
use datafusion::physical_expr::{
    Distribution, EquivalenceProperties, LexOrdering, OrderingRequirements, PhysicalExpr, PhysicalSortExpr,
};
use datafusion::physical_plan::execution_plan::EvaluationType;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{
    DisplayAs, DisplayFormatType, ExecutionPlan, ExecutionPlanProperties, InputDistributionRequirements,
    Partitioning, PlanProperties,
};
use futures::StreamExt;
use object_store::ObjectStore;
use std::fmt;
use std::sync::Arc;

/// Writes rows, which must come by month and in order, into a file a month.
#[derive(Debug)]
pub(crate) struct MonthSink {
    input: Arc<dyn ExecutionPlan>,
    pub(crate) plan: MonthsPlan,
    properties: Arc<PlanProperties>,
}

fn counted() -> SchemaRef {
    Arc::new(Schema::new(vec![Field::new("count", DataType::UInt64, false)]))
}

impl MonthSink {
    pub(crate) fn new(input: Arc<dyn ExecutionPlan>, plan: MonthsPlan) -> Result<Self> {
        for name in plan.order() {
            input.schema().index_of(name)?;
        }
        let partitions = input.output_partitioning().partition_count();
        let properties = PlanProperties::new(
            EquivalenceProperties::new(counted()),
            Partitioning::UnknownPartitioning(partitions),
            input.pipeline_behavior(),
            input.boundedness(),
        );
        let properties = Arc::new(properties.with_evaluation_type(EvaluationType::Eager));
        Ok(Self { input, plan, properties })
    }

    fn column(&self, name: &str) -> Option<Arc<dyn PhysicalExpr>> {
        let column = Column::new_with_schema(name, &self.input.schema()).ok()?;
        Some(Arc::new(column))
    }
}

impl DisplayAs for MonthSink {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MonthSink: {} into {}", self.plan.table, self.plan.into)
    }
}

impl ExecutionPlan for MonthSink {
    fn name(&self) -> &'static str {
        "MonthSink"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![&self.input]
    }

    fn input_distribution_requirements(&self) -> InputDistributionRequirements {
        let month = self.column(MONTH).into_iter().collect();
        InputDistributionRequirements::new(vec![Distribution::KeyPartitioned(month)])
    }

    fn required_input_ordering(&self) -> Vec<Option<OrderingRequirements>> {
        let options = SortOptions { descending: false, nulls_first: true };
        let keys = self
            .plan
            .order()
            .iter()
            .filter_map(|name| Some(PhysicalSortExpr { expr: self.column(name)?, options }));
        vec![LexOrdering::new(keys).map(OrderingRequirements::from)]
    }

    fn with_new_children(
        self: Arc<Self>,
        children: Vec<Arc<dyn ExecutionPlan>>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        match children.into_iter().next() {
            Some(input) => Ok(Arc::new(Self::new(input, self.plan.clone())?)),
            None => Err(DataFusionError::Internal("MonthSink has no input".to_owned())),
        }
    }

    fn apply_expressions(
        &self,
        _: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let rows = self.input.execute(partition, Arc::clone(&context))?;
        let url = ListingTableUrl::parse(&self.plan.into)?;
        let store = context.runtime_env().object_store(&url)?;
        let folder = url.prefix().clone().join(self.plan.table.as_str());
        let plan = self.plan.clone();
        let written = async move {
            let count = write(rows, &plan, &store, &folder).await?;
            Ok(RecordBatch::try_new(counted(), vec![Arc::new(UInt64Array::from(vec![count]))])?)
        };
        Ok(Box::pin(RecordBatchStreamAdapter::new(counted(), futures::stream::once(written))))
    }
}

/// Writes a file for each month; gives the number of rows.
async fn write(
    mut rows: SendableRecordBatchStream,
    plan: &MonthsPlan,
    store: &Arc<dyn ObjectStore>,
    folder: &object_store::path::Path,
) -> Result<u64> {
    let (mut count, mut open) = (0, None::<MonthFile>);
    while let Some(batch) = rows.next().await {
        let batch = batch?;
        for (month, run) in runs(&batch)? {
            if open.as_ref().is_some_and(|file| file.month() != month)
                && let Some(done) = open.take()
            {
                count += done.finish().await?;
            }
            let file = match &mut open {
                Some(file) => file,
                None => open.insert(MonthFile::create(plan, store, folder, month)?),
            };
            file.write(&run).await?;
        }
    }
    if let Some(done) = open {
        count += done.finish().await?;
    }
    Ok(count)
}

/// The parts of a batch that are of one month each.
fn runs(batch: &RecordBatch) -> Result<Vec<(String, RecordBatch)>> {
    let at = batch.schema().index_of(MONTH)?;
    let months = batch.column(at).as_string::<i32>();
    let (mut out, mut from) = (Vec::new(), 0);
    for row in 1..=batch.num_rows() {
        if row == batch.num_rows() || months.value(row) != months.value(from) {
            out.push((months.value(from).to_owned(), batch.slice(from, row - from)));
            from = row;
        }
    }
    Ok(out)
}
