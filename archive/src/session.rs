//! A context in which queries run: on this machine, or on a cluster.
//!
//! Owns: settings that results and memory depend on. In: an engine, the means of this machine, the address of a scheduler. Out: contexts
//! and what scheduler and executors make theirs from. Refuses: settings that change what is written.

use crate::codec::{LogicalCodec, PhysicalCodec};
use crate::failure::Failure;
use crate::functions::functions;
use crate::reader::Reader;
use crate::stores::Stores;
use ballista::prelude::{SessionConfigExt, SessionContextExt};
use datafusion::error::Result;
use datafusion::execution::cache::cache_manager::CacheManagerConfig;
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use datafusion::execution::{SessionState, SessionStateBuilder};
use datafusion::prelude::{SessionConfig, SessionContext};
use std::path::PathBuf;
use std::sync::Arc;

/// Rows of a batch. Reading one article may take a tenth of a second: small batches keep all cores at work to the end.
const ROWS: usize = 256;

/// Bytes of a message between the machines of a cluster: a plan names every file.
pub(crate) const MESSAGE: u32 = 256 << 20;

/// What of this machine may be used.
#[derive(Debug, Clone)]
pub struct Means {
    /// Pieces of work at a time; also into how many partitions a cluster divides work.
    pub partitions: usize,
    /// Bytes that sorting and joining may hold; what is more is spilled.
    pub memory: usize,
    /// Folder for what is spilled; nothing: that of the system.
    pub spill: Option<PathBuf>,
}

/// Settings of every context of ours.
pub(crate) fn config(partitions: usize) -> SessionConfig {
    let mut config = SessionConfig::new_with_ballista()
        .with_target_partitions(partitions.max(1))
        .with_batch_size(ROWS)
        .with_information_schema(true)
        .with_ballista_adaptive_query_planner(false)
        .with_ballista_grpc_client_max_message_size(MESSAGE as usize)
        .with_ballista_logical_extension_codec(Arc::new(LogicalCodec::default()))
        .with_ballista_physical_extension_codec(Arc::new(PhysicalCodec::default()));
    let options = config.options_mut();
    // One type of text everywhere.
    options.execution.parquet.schema_force_view_types = false;
    options.sql_parser.map_string_types_to_utf8view = false;
    config
}

/// The runtime of a machine. It remembers nothing of folders and files: they change between queries.
pub(crate) fn runtime(means: &Means) -> Result<Arc<RuntimeEnv>> {
    let remembered =
        CacheManagerConfig::default().with_list_files_cache_limit(0).with_metadata_cache_limit(0);
    let mut builder = RuntimeEnvBuilder::new()
        .with_cache_manager(remembered)
        .with_memory_pool(Arc::new(FairSpillPool::new(means.memory)))
        .with_object_store_registry(Arc::new(Stores::default()));
    if let Some(spill) = &means.spill {
        builder = builder.with_temp_file_path(spill);
    }
    Ok(Arc::new(builder.build()?))
}

/// The state that contexts, schedulers and executors share.
pub(crate) fn state(reader: &Arc<Reader>, config: SessionConfig, runtime: Arc<RuntimeEnv>) -> SessionState {
    let mut all = datafusion::execution::SessionStateDefaults::default_scalar_functions();
    all.extend(functions(reader));
    SessionStateBuilder::new()
        .with_config(config)
        .with_runtime_env(runtime)
        .with_default_features()
        .with_scalar_functions(all)
        .build()
}

/// A context on this machine, or on the cluster of a scheduler (`host:port`).
///
/// # Errors
/// The scheduler's address cannot be read.
pub async fn context(
    reader: &Arc<Reader>,
    means: &Means,
    scheduler: Option<&str>,
) -> std::result::Result<SessionContext, Failure> {
    let state = state(reader, config(means.partitions), runtime(means)?);
    let Some(scheduler) = scheduler else { return Ok(SessionContext::new_with_state(state)) };
    let address = scheduler.split_once("://").map_or(scheduler, |(_, rest)| rest);
    let context = SessionContext::remote_with_state(&format!("df://{address}"), state).await?;
    // The client of a cluster knows the functions of Ballista alone.
    functions(reader).iter().for_each(|function| context.register_udf(function.as_ref().clone()));
    Ok(context)
}
