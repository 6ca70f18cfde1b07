//! Scheduler and executors.
//!
//! Owns: how Ballista's two servers are started with our functions and codecs. In: addresses and means. Out: servers that run until they
//! are stopped. Refuses: guards of its own: whoever reaches these ports can run queries, so they belong into a private network.

use crate::codec::{LogicalCodec, PhysicalCodec};
use crate::failure::Failure;
use crate::reader::Reader;
use crate::session::{MESSAGE, Means, config, runtime, state};
use ballista_core::registry::BallistaFunctionRegistry;
use ballista_executor::executor_process::{ExecutorProcessConfig, start_executor_process};
use ballista_scheduler::cluster::BallistaCluster;
use ballista_scheduler::config::SchedulerConfig;
use ballista_scheduler::scheduler_process::start_server;
use datafusion::prelude::SessionConfig;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

/// Seconds between signs of life of an executor, and after which a silent one counts as lost: its work is given to others.
const SIGN: u64 = 5;
const LOST: u64 = 20;

/// Times that a piece of work is tried: executors may be killed, and a query must outlive that.
const TRIES: usize = 10;

/// Runs a scheduler until it is stopped.
///
/// # Errors
/// The address cannot be listened on.
pub async fn scheduler(reader: Arc<Reader>, listen: SocketAddr, named: String) -> Result<(), Failure> {
    let means = Means { partitions: 1, memory: 1 << 30, spill: None };
    let runtime = runtime(&means)?;
    let settings = SchedulerConfig {
        bind_host: listen.ip().to_string(),
        bind_port: listen.port(),
        external_host: named,
        grpc_server_max_decoding_message_size: MESSAGE,
        grpc_server_max_encoding_message_size: MESSAGE,
        grpc_client_max_message_size: MESSAGE,
        executor_timeout_seconds: LOST,
        expire_dead_executor_interval_seconds: SIGN,
        // While no executor is there, a query waits for one.
        no_executors_grace_period_seconds: 600,
        task_max_failures: TRIES,
        stage_max_failures: TRIES,
        override_config_producer: Some(Arc::new(|| config(1))),
        override_session_builder: Some(Arc::new(move |config: SessionConfig| {
            Ok(state(&reader, config, Arc::clone(&runtime)))
        })),
        override_logical_codec: Some(Arc::new(LogicalCodec::default())),
        override_physical_codec: Some(Arc::new(PhysicalCodec::default())),
        ..SchedulerConfig::default()
    };
    let cluster = BallistaCluster::new_from_config(&settings).await?;
    Ok(start_server(cluster, listen, Arc::new(settings)).await?)
}

/// Where an executor listens and whom it works for.
#[derive(Debug, Clone)]
pub struct Post {
    /// Host and port of the scheduler.
    pub scheduler: (String, u16),
    /// Address to listen on; the port after it is used, too.
    pub listen: SocketAddr,
    /// The name under which others reach this machine.
    pub named: Option<String>,
    /// Folder for what goes from step to step, and is read by other executors.
    pub work: PathBuf,
}

/// Runs an executor until it is stopped.
///
/// # Errors
/// The scheduler cannot be reached, or the addresses cannot be listened on.
pub async fn executor(reader: Arc<Reader>, post: Post, means: Means) -> Result<(), Failure> {
    // A mistake in the data is told before work is taken.
    reader.hash().map_err(Failure::Usage)?;
    let base = runtime(&means)?;
    let functions = BallistaFunctionRegistry::from(&state(&reader, config(1), Arc::clone(&base)));
    let (host, port) = post.scheduler;
    let settings = ExecutorProcessConfig {
        bind_host: post.listen.ip().to_string(),
        external_host: post.named,
        port: post.listen.port(),
        grpc_port: post.listen.port().saturating_add(1),
        scheduler_host: host,
        scheduler_port: port,
        scheduler_connect_timeout_seconds: 60,
        vcores: means.partitions,
        work_dir: Some(post.work.display().to_string()),
        memory_pool_size: Some(means.memory as u64),
        grpc_max_decoding_message_size: MESSAGE,
        grpc_max_encoding_message_size: MESSAGE,
        executor_heartbeat_interval_seconds: SIGN,
        override_function_registry: Some(Arc::new(functions)),
        override_runtime_producer: Some(Arc::new(move |_: &SessionConfig| Ok(Arc::clone(&base)))),
        override_config_producer: Some(Arc::new(|| config(1))),
        override_logical_codec: Some(Arc::new(LogicalCodec::default())),
        override_physical_codec: Some(Arc::new(PhysicalCodec::default())),
        ..ExecutorProcessConfig::default()
    };
    Ok(start_executor_process(Arc::new(settings)).await?)
}
