//! How our tables and steps cross the wire.
//!
//! Owns: the form in which the table of articles, its scan and the writing of months go from client to scheduler to executors. In: plans.
//! Out: bytes, and plans from them. Refuses: what Ballista and DataFusion know themselves, which is theirs.

use crate::articles::{ArticleSource, Articles, ArticlesPlan, Layout};
use crate::months::{MonthSink, Months, MonthsPlan};
use ballista_core::serde::{BallistaLogicalExtensionCodec, BallistaPhysicalExtensionCodec};
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::TableProvider;
use datafusion::common::TableReference;
use datafusion::datasource::file_format::FileFormatFactory;
use datafusion::datasource::physical_plan::{FileScanConfig, FileScanConfigBuilder, JsonSource};
use datafusion::datasource::source::DataSourceExec;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::TaskContext;
use datafusion::logical_expr::{AggregateUDF, Extension, LogicalPlan, ScalarUDF, WindowUDF};
use datafusion::physical_plan::ExecutionPlan;
use datafusion_proto::logical_plan::LogicalExtensionCodec;
use datafusion_proto::physical_plan::{
    AsExecutionPlan, PhysicalExtensionCodec, PhysicalProtoConverterExtension,
};
use datafusion_proto::protobuf::PhysicalPlanNode;
use prost::Message;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// First bytes of what is ours.
const OURS: &[u8] = b"claimbook/1 ";

/// A table of ours.
#[derive(Serialize, Deserialize)]
enum Ours {
    Articles(ArticlesPlan),
    Months(MonthsPlan),
}

/// A step of ours.
#[derive(Serialize, Deserialize)]
enum Step {
    /// How files are read; the scan itself follows, as if it read JSON.
    Scan {
        layout: Layout,
        scan: Vec<u8>,
    },
    Sink(MonthsPlan),
}

fn put<T: Serialize>(value: &T, buf: &mut Vec<u8>) -> Result<()> {
    buf.extend_from_slice(OURS);
    serde_json::to_writer(buf, value).map_err(|error| DataFusionError::External(Box::new(error)))
}

/// What is ours in some bytes; nothing where they are not.
fn get<'a, T: Deserialize<'a>>(buf: &'a [u8]) -> Option<Result<T>> {
    let ours = buf.strip_prefix(OURS)?;
    Some(serde_json::from_slice(ours).map_err(|error| DataFusionError::External(Box::new(error))))
}

/// The codec of logical plans.
#[derive(Debug, Default)]
pub struct LogicalCodec {
    theirs: BallistaLogicalExtensionCodec,
}

impl LogicalExtensionCodec for LogicalCodec {
    fn try_decode(&self, buf: &[u8], inputs: &[LogicalPlan], ctx: &TaskContext) -> Result<Extension> {
        self.theirs.try_decode(buf, inputs, ctx)
    }

    fn try_encode(&self, node: &Extension, buf: &mut Vec<u8>) -> Result<()> {
        self.theirs.try_encode(node, buf)
    }

    fn try_decode_table_provider(
        &self,
        buf: &[u8],
        table: &TableReference,
        schema: SchemaRef,
        ctx: &TaskContext,
    ) -> Result<Arc<dyn TableProvider>> {
        match get(buf) {
            Some(ours) => Ok(match ours? {
                Ours::Articles(plan) => Arc::new(Articles::new(plan)?),
                Ours::Months(plan) => Arc::new(Months::new(plan)),
            }),
            None => self.theirs.try_decode_table_provider(buf, table, schema, ctx),
        }
    }

    fn try_encode_table_provider(
        &self,
        table: &TableReference,
        node: Arc<dyn TableProvider>,
        buf: &mut Vec<u8>,
    ) -> Result<()> {
        if let Some(articles) = node.downcast_ref::<Articles>() {
            return put(&Ours::Articles(articles.plan.clone()), buf);
        }
        if let Some(months) = node.downcast_ref::<Months>() {
            return put(&Ours::Months(months.plan.clone()), buf);
        }
        self.theirs.try_encode_table_provider(table, node, buf)
    }

    fn try_decode_file_format(&self, buf: &[u8], ctx: &TaskContext) -> Result<Arc<dyn FileFormatFactory>> {
        self.theirs.try_decode_file_format(buf, ctx)
    }

    fn try_encode_file_format(&self, buf: &mut Vec<u8>, node: Arc<dyn FileFormatFactory>) -> Result<()> {
        self.theirs.try_encode_file_format(buf, node)
    }

    fn try_decode_udf(&self, name: &str, buf: &[u8]) -> Result<Arc<ScalarUDF>> {
        self.theirs.try_decode_udf(name, buf)
    }

    fn try_encode_udf(&self, node: &ScalarUDF, buf: &mut Vec<u8>) -> Result<()> {
        self.theirs.try_encode_udf(node, buf)
    }

    fn try_decode_udaf(&self, name: &str, buf: &[u8]) -> Result<Arc<AggregateUDF>> {
        self.theirs.try_decode_udaf(name, buf)
    }

    fn try_encode_udaf(&self, node: &AggregateUDF, buf: &mut Vec<u8>) -> Result<()> {
        self.theirs.try_encode_udaf(node, buf)
    }

    fn try_decode_udwf(&self, name: &str, buf: &[u8]) -> Result<Arc<WindowUDF>> {
        self.theirs.try_decode_udwf(name, buf)
    }

    fn try_encode_udwf(&self, node: &WindowUDF, buf: &mut Vec<u8>) -> Result<()> {
        self.theirs.try_encode_udwf(node, buf)
    }
}

/// The codec of physical plans.
#[derive(Debug, Default)]
pub struct PhysicalCodec {
    theirs: BallistaPhysicalExtensionCodec,
}

impl PhysicalCodec {
    /// The scan of a twin that reads JSON, with the same files, columns and projection: DataFusion knows how to write that down.
    fn twin(config: &FileScanConfig) -> Result<Vec<u8>> {
        let source = JsonSource::new(config.file_source.table_schema().clone());
        let node = PhysicalPlanNode::try_from_physical_plan(
            scan_with(config, source)?,
            &BallistaPhysicalExtensionCodec::default(),
        )?;
        Ok(node.encode_to_vec())
    }
}

/// The same scan by another source.
fn scan_with<S: datafusion::datasource::physical_plan::FileSource>(
    config: &FileScanConfig,
    source: S,
) -> Result<Arc<dyn ExecutionPlan>> {
    let source: Arc<dyn datafusion::datasource::physical_plan::FileSource> = Arc::new(source);
    let source = match config.file_source.projection() {
        Some(projection) => source.try_pushdown_projection(projection)?.unwrap_or(source),
        None => source,
    };
    let config = FileScanConfigBuilder::from(config.clone()).with_source(source).build();
    Ok(DataSourceExec::from_data_source(config))
}

fn config_of(plan: &Arc<dyn ExecutionPlan>) -> Option<&FileScanConfig> {
    plan.downcast_ref::<DataSourceExec>()?.data_source().downcast_ref::<FileScanConfig>()
}

impl PhysicalExtensionCodec for PhysicalCodec {
    fn try_decode(
        &self,
        buf: &[u8],
        inputs: &[Arc<dyn ExecutionPlan>],
        ctx: &TaskContext,
        converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let lost = |what: &str| DataFusionError::Internal(format!("{what} of a plan was lost on the way"));
        match get(buf) {
            Some(step) => match step? {
                Step::Sink(plan) => {
                    let input = inputs.first().ok_or_else(|| lost("an input"))?;
                    Ok(Arc::new(MonthSink::new(Arc::clone(input), plan)?))
                }
                Step::Scan { layout, scan } => {
                    let node = PhysicalPlanNode::decode(scan.as_slice())
                        .map_err(|e| DataFusionError::External(Box::new(e)))?;
                    let twin = node.try_into_physical_plan(ctx, &self.theirs)?;
                    let config = config_of(&twin).ok_or_else(|| lost("a scan"))?;
                    scan_with(config, ArticleSource::new(config.file_source.table_schema().clone(), layout))
                }
            },
            None => self.theirs.try_decode(buf, inputs, ctx, converter),
        }
    }

    fn try_encode(
        &self,
        node: Arc<dyn ExecutionPlan>,
        buf: &mut Vec<u8>,
        converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<()> {
        if let Some(sink) = node.downcast_ref::<MonthSink>() {
            return put(&Step::Sink(sink.plan.clone()), buf);
        }
        if let Some(config) = config_of(&node)
            && let Some(source) = config.file_source.downcast_ref::<ArticleSource>()
        {
            return put(&Step::Scan { layout: source.layout.clone(), scan: Self::twin(config)? }, buf);
        }
        self.theirs.try_encode(node, buf, converter)
    }
}
