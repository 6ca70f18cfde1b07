//! Reports that an archive reader wrote as Parquet.
//!
//! Owns: where the files of an archive lie, what their columns are called, and the way from a row to an article with its
//! report. In: a folder or a file. Out: rows, a lot at a time, and what each says. Refuses: files without the columns, and
//! rows whose article is not what its id says; whether a report may be recorded is judged where it is.
//!
//! A row holds the article with its body once: `report` leaves the body out, and it is put back here.

use ::parquet::basic::{Compression, Type};
use ::parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use ::parquet::data_type::{ByteArray, ByteArrayType};
use ::parquet::errors::ParquetError;
use ::parquet::file::reader::{FileReader, SerializedFileReader};
use claimbook_records::report::ArticleRecord;
use claimbook_records::{Article, RecordError, Report, ids};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// Rows and bytes of a lot; it ends with whichever comes first.
const ROWS: usize = 1024;
const BYTES: usize = 16 << 20;
/// Rows read of a column at a time.
const STEP: usize = 128;

/// Columns that are read; the first three must be there.
const COLUMNS: [&str; 4] = ["id", "article", "report", "captured"];
const NEEDED: usize = 3;

/// Why a file of an archive is not read, or no further.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    #[error("{}: {error}", path.display())]
    Io { path: PathBuf, error: io::Error },
    #[error("{} is no Parquet file that can be read: {problem}", path.display())]
    NotParquet { path: PathBuf, problem: String },
    #[error(
        "{} lacks the column{} {}; reports of an archive stand in columns named id, article and report",
        path.display(), if columns.len() == 1 { "" } else { "s" }, columns.join(", ")
    )]
    Lacks { path: PathBuf, columns: Vec<&'static str> },
    #[error("{}: the column {column} holds {found}, not one text a row", path.display())]
    OtherType { path: PathBuf, column: &'static str, found: String },
    #[error(
        "{}: the column {column} is compressed with {codec}, which is not read; write the file with zstd or without compression", path.display()
    )]
    Compressed { path: PathBuf, column: &'static str, codec: String },
    #[error("{} is damaged after row {row}: {problem}; what came before was read", path.display())]
    Damaged { path: PathBuf, row: u64, problem: String },
}

/// Why a row gives no reading.
#[derive(Debug, thiserror::Error)]
pub enum RowError {
    #[error("its {column} is no JSON of one: {error}")]
    Json { column: &'static str, error: serde_json::Error },
    #[error("it holds a report and no article")]
    NoArticle,
    #[error("its id is {row}, that of its article {article}")]
    OtherId { row: String, article: String },
    #[error("its article is not what was read: {0}")]
    Article(#[from] RecordError),
    #[error("the bytes it keeps are not those its article was read from")]
    OtherCapture,
}

/// The files of an archive in their order: months by name, files of a month by name. `at` is the archive, its folder
/// `reports`, one month of it or one file.
pub fn files(at: &Path) -> io::Result<Vec<PathBuf>> {
    if !at.metadata()?.is_dir() {
        return Ok(vec![at.to_owned()]);
    }
    let within = at.join("reports");
    let reports = if within.is_dir() { within } else { at.to_owned() };
    let mut found = parquet_files(&reports)?;
    for month in sorted(&reports)? {
        let is_month = month.file_name().is_some_and(|name| name.to_string_lossy().starts_with("month="));
        if is_month && month.is_dir() {
            found.extend(parquet_files(&month)?);
        }
    }
    Ok(found)
}

fn parquet_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = sorted(folder)?;
    found.retain(|path| path.extension().is_some_and(|e| e == "parquet") && path.is_file());
    Ok(found)
}

/// What lies in a folder, by name, without what is hidden.
fn sorted(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in folder.read_dir()? {
        let path = entry?.path();
        if !path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(['.', '_'])) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// One file of an archive.
pub struct ArchiveFile {
    path: PathBuf,
    reader: SerializedFileReader<File>,
    /// Where each of [`COLUMNS`] stands.
    columns: [Option<usize>; COLUMNS.len()],
}

impl std::fmt::Debug for ArchiveFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ArchiveFile").field("path", &self.path).finish_non_exhaustive()
    }
}

impl ArchiveFile {
    /// Opens a file and looks at its columns.
    pub fn open(path: &Path) -> Result<Self, ArchiveError> {
        let file = File::open(path).map_err(|error| ArchiveError::Io { path: path.to_owned(), error })?;
        let reader = SerializedFileReader::new(file)
            .map_err(|error| ArchiveError::NotParquet { path: path.to_owned(), problem: told(&error) })?;
        let schema = reader.metadata().file_metadata().schema_descr_ptr();
        let columns =
            COLUMNS.map(|name| schema.columns().iter().position(|column| column.path().string() == name));
        let lacking = || COLUMNS.into_iter().zip(&columns).take(NEEDED).filter(|(_, at)| at.is_none());
        if lacking().next().is_some() {
            let columns = lacking().map(|(name, _)| name).collect();
            return Err(ArchiveError::Lacks { path: path.to_owned(), columns });
        }
        for (column, at) in COLUMNS.into_iter().zip(columns) {
            let Some(at) = at else { continue };
            let described = schema.column(at);
            if described.physical_type() != Type::BYTE_ARRAY
                || described.max_rep_level() > 0
                || described.max_def_level() > 1
            {
                let found = format!("{}", described.physical_type());
                return Err(ArchiveError::OtherType { path: path.to_owned(), column, found });
            }
            for group in reader.metadata().row_groups() {
                let codec = match group.column(at).compression() {
                    Compression::UNCOMPRESSED | Compression::ZSTD(_) => continue,
                    codec => format!("{codec}"),
                };
                return Err(ArchiveError::Compressed { path: path.to_owned(), column, codec });
            }
        }
        Ok(Self { path: path.to_owned(), reader, columns })
    }

    /// How many rows it holds.
    pub fn rows(&self) -> u64 {
        u64::try_from(self.reader.metadata().file_metadata().num_rows()).unwrap_or(0)
    }

    /// Gives its rows to `each`, a lot at a time, as long as that wants more. After an error no more come.
    pub fn read(&self, each: &mut dyn FnMut(Vec<Row>) -> bool) -> Result<(), ArchiveError> {
        let mut number = 0;
        let (mut lot, mut bytes) = (Vec::new(), 0);
        for group in 0..self.reader.num_row_groups() {
            let damaged = |row| {
                move |error: ParquetError| ArchiveError::Damaged {
                    path: self.path.clone(),
                    row,
                    problem: told(&error),
                }
            };
            let read = self.group(group, &mut |row| {
                number += 1;
                bytes += row.bytes();
                lot.push(Row { number, ..row });
                if lot.len() < ROWS && bytes < BYTES {
                    return true;
                }
                bytes = 0;
                each(std::mem::take(&mut lot))
            });
            match read {
                Ok(true) => {}
                Ok(false) => return Ok(()),
                Err(error) => {
                    if !lot.is_empty() {
                        each(lot);
                    }
                    return Err(damaged(number)(error));
                }
            }
        }
        if !lot.is_empty() {
            each(lot);
        }
        Ok(())
    }

    /// Gives the rows of a group to `each`; false when that wanted no more.
    fn group(&self, group: usize, each: &mut dyn FnMut(Row) -> bool) -> Result<bool, ParquetError> {
        let group = self.reader.get_row_group(group)?;
        let column = |at: usize| match group.get_column_reader(at)? {
            ColumnReader::ByteArrayColumnReader(reader) => Ok(Column { reader, levels: Vec::new() }),
            _ => Err(ParquetError::General("a column changed its type".to_owned())),
        };
        let mut columns = Vec::with_capacity(COLUMNS.len());
        for at in self.columns {
            columns.push(at.map(column).transpose()?);
        }
        let mut left = usize::try_from(group.metadata().num_rows()).unwrap_or(0);
        while left > 0 {
            let step = left.min(STEP);
            left -= step;
            let mut cells = Vec::with_capacity(columns.len());
            for column in &mut columns {
                let of = column.as_mut().map(|column| column.next(step)).transpose()?;
                cells.push(of.unwrap_or_default().into_iter());
            }
            let mut next = |at: usize| cells.get_mut(at).and_then(Iterator::next).flatten();
            for _ in 0..step {
                let row =
                    Row { number: 0, id: next(0), article: next(1), report: next(2), captured: next(3) };
                if !each(row) {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }
}

/// A column of a group on its way through it.
struct Column {
    reader: ColumnReaderImpl<ByteArrayType>,
    levels: Vec<i16>,
}

impl Column {
    /// The next cells; exactly so many.
    fn next(&mut self, many: usize) -> Result<Vec<Option<ByteArray>>, ParquetError> {
        self.levels.clear();
        let mut values = Vec::with_capacity(many);
        let (records, ..) = self.reader.read_records(many, Some(&mut self.levels), None, &mut values)?;
        if records < many {
            return Err(ParquetError::General("a column ends before its group does".to_owned()));
        }
        // A column that must be filled has no levels.
        if self.levels.is_empty() {
            return Ok(values.into_iter().map(Some).collect());
        }
        let mut values = values.into_iter();
        Ok(self.levels.iter().map(|level| if *level > 0 { values.next() } else { None }).collect())
    }
}

/// One row: what an archive reader kept of one article.
#[derive(Debug)]
pub struct Row {
    /// In its file, from 1.
    pub number: u64,
    id: Option<ByteArray>,
    article: Option<ByteArray>,
    report: Option<ByteArray>,
    captured: Option<ByteArray>,
}

/// What a row says.
#[derive(Debug)]
pub struct Told {
    pub article: Article,
    pub report: Report,
    /// The bytes the article was read from, where they were kept; they are those that it names.
    pub captured: Option<ByteArray>,
}

impl Row {
    /// The article and its report; none where the article told nothing that was worth one.
    pub fn read(self) -> Result<Option<Told>, RowError> {
        let Some(report) = self.report else { return Ok(None) };
        let record: ArticleRecord = json(&self.article.ok_or(RowError::NoArticle)?, "article")?;
        if let Some(id) = self.id.filter(|id| id.data() != record.id.as_bytes()) {
            let row = String::from_utf8_lossy(id.data()).into_owned();
            return Err(RowError::OtherId { row, article: record.id });
        }
        let article = Article::from_record(record)?;
        let mut report: Report = json(&report, "report")?;
        if report.article.body.is_empty() {
            report.article.body.push_str(article.body.as_str());
        }
        if let Some(bytes) = &self.captured
            && article.capture.as_deref() != Some(&ids::sha256(bytes.data()))
        {
            return Err(RowError::OtherCapture);
        }
        Ok(Some(Told { article, report, captured: self.captured }))
    }

    fn bytes(&self) -> usize {
        let cells = [&self.article, &self.report, &self.captured];
        cells.into_iter().flatten().map(ByteArray::len).sum()
    }
}

fn json<T: serde::de::DeserializeOwned>(cell: &ByteArray, column: &'static str) -> Result<T, RowError> {
    serde_json::from_slice(cell.data()).map_err(|error| RowError::Json { column, error })
}

/// What the library says, without the kind of its error.
fn told(error: &ParquetError) -> String {
    match error {
        ParquetError::General(text) | ParquetError::EOF(text) | ParquetError::NYI(text) => text.clone(),
        other => other.to_string(),
    }
}
