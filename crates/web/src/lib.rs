//! The book on a screen: pages and API of `claimbook serve`.
//!
//! Owns: HTTP: who may ask, what the paths mean, the forms of answers, the files of the front end. In: a ledger, accounts, and
//! requests. Out: answers. Refuses: rules of the book. Every question and every decision goes through the
//! functions of [`claimbook_ledger`] that the commands use, so that commands, API and pages cannot disagree.
//!
//! A request passes: the guard ([`guard`]), the question who asks ([`visitor`]), the router made from the table of questions ([`questions`]), a thread for
//! blocking work with a reader of the book ([`book`]), a handler, the form the request wants ([`answer`]).

#![cfg_attr(test, allow(clippy::unwrap_used))] // a test may fail by panicking

pub mod accounts;
mod answer;
mod app;
mod asked;
mod book;
mod document;
mod events;
mod guard;
mod outgoing;
mod pages;
mod problem;
mod questions;
mod router;
mod serve;
mod visitor;

pub use app::{App, Door, Now, Parts, People};
pub use book::{Access, Opener, Written};
pub use guard::TOKEN;
pub use problem::Problem;
pub use router::router;
pub use serve::{ServeError, Server};
