//! ndarray as an engine: `dot` of vectors and of matrices, products and `sum`, in binary32 and binary64. One thread.
mod protocol;
use ndarray::{Array1, Array2, LinalgScalar};
use protocol::{serve, Case};
use serde_json::json;

/// The operation in the format of `T`; `to` and `from` change no number.
fn computed<T: LinalgScalar>(operation: &str, case: &Case, to: fn(f64) -> T, from: fn(T) -> f64) -> Option<Vec<f64>> {
    let Case { windows, filters, outputs, terms, columns } = case;
    let narrow = |numbers: &[f64]| numbers.iter().map(|one| to(*one)).collect::<Vec<T>>();
    let left = Array2::from_shape_vec((*outputs, *terms), narrow(windows)).unwrap();
    let right = Array2::from_shape_vec((*terms, *columns), narrow(filters)).unwrap();
    if operation == "matmul" {
        return Some(left.dot(&right).iter().map(|one| from(*one)).collect());
    }
    let one: fn(&Array1<T>, &Array1<T>) -> T = match operation {
        "dot" => |window, filter| window.dot(filter),
        "multiply-sum" => |window, filter| (window * filter).sum(),
        _ => return None,
    };
    let columns: Vec<Array1<T>> = right.columns().into_iter().map(|column| column.iter().copied().collect()).collect();
    let rows = left.rows().into_iter().map(|row| row.to_owned());
    Some(rows.flat_map(|row| columns.iter().map(move |column| from(one(&row, column))).collect::<Vec<f64>>()).collect())
}

fn compute(operation: &str, format: &str, case: &Case) -> Option<Vec<f64>> {
    match format {
        "binary32" => computed::<f32>(operation, case, |one| one as f32, f64::from),
        _ => computed::<f64>(operation, case, |one| one, |one| one),
    }
}

fn main() {
    let processor = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = processor.lines().find(|line| line.starts_with("model name")).and_then(|line| line.split(": ").nth(1));
    let operations: Vec<_> = ["multiply-sum", "dot", "matmul"]
        .map(|name| json!({"name": name, "formats": ["binary32", "binary64"]}))
        .into();
    let environment = json!({"cpu": model.unwrap_or("unknown"), "threads": 1, "platform": std::env::consts::OS});
    let hello = json!({"type": "hello", "protocol": 2, "engine": "ndarray", "version": option_env!("LASTBIT_VERSION").unwrap_or("unknown"),
        "operations": operations, "environment": environment});
    serve(hello, compute);
}
