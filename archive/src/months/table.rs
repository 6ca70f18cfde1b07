//! The table provider that rows are inserted into.
//!
//! Owns: columns and order of a table of an archive. In: a plan. Out: a sink for `INSERT INTO`. Refuses: reading (files are read as
//! plain Parquet).

use super::sink::MonthSink;
use crate::rows::fields;
use async_trait::async_trait;
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::catalog::{Session, TableProvider};
use datafusion::datasource::TableType;
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::Expr;
use datafusion::logical_expr::dml::InsertOp;
use datafusion::physical_plan::ExecutionPlan;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The column that tells in which folder a row belongs.
pub(crate) const MONTH: &str = "month";
/// Of two rows of one article the lower stays; only in the table of reports.
pub(crate) const RANK: &str = "rank";

/// Where the files of a table are written; it crosses the wire as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthsPlan {
    /// Name of the table, which is that of its folder.
    pub table: String,
    /// Address of the folder above.
    pub into: String,
}

impl MonthsPlan {
    /// Columns of a row to insert: those of the files, the month, and the rank of reports.
    pub fn schema(&self) -> SchemaRef {
        let mut all: Vec<_> = fields(&self.table).iter().cloned().collect();
        all.push(Arc::new(Field::new(MONTH, DataType::Utf8, false)));
        if self.is_of_reports() {
            all.push(Arc::new(Field::new(RANK, DataType::Int64, false)));
        }
        Arc::new(Schema::new(all))
    }

    pub(crate) fn is_of_reports(&self) -> bool {
        self.table == "reports"
    }

    /// The columns that rows stand in the order of; together they differ for any two rows.
    pub(crate) fn order(&self) -> &'static [&'static str] {
        if self.is_of_reports() { &[MONTH, "id", RANK, "input"] } else { &[MONTH, "article", "n"] }
    }
}

/// A table to insert into.
#[derive(Debug)]
pub struct Months {
    pub(crate) plan: MonthsPlan,
}

impl Months {
    /// A table over a plan.
    pub fn new(plan: MonthsPlan) -> Self {
        Self { plan }
    }
}

#[async_trait]
impl TableProvider for Months {
    fn schema(&self) -> SchemaRef {
        self.plan.schema()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    async fn scan(
        &self,
        _: &dyn Session,
        _: Option<&Vec<usize>>,
        _: &[Expr],
        _: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        Err(DataFusionError::NotImplemented("this table is only written".to_owned()))
    }

    async fn insert_into(
        &self,
        _: &dyn Session,
        input: Arc<dyn ExecutionPlan>,
        _: InsertOp,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(Arc::new(MonthSink::new(input, self.plan.clone())?))
    }
}
