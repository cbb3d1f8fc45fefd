//! The host's side of docs/protocol.md: frames, and the windows of a case.
use serde_json::{json, Value};
use std::io::{stdin, stdout, Read, Write};

/// A case: its windows, a row each, and its filters, a column each. The numbers are from binary32.
pub struct Case {
    pub windows: Vec<f64>,
    pub filters: Vec<f64>,
    pub outputs: usize,
    pub terms: usize,
    pub columns: usize,
}

/// Answers requests until the end of input. `compute` gives nothing for what is not offered.
pub fn serve(hello: Value, compute: fn(&str, &str, &Case) -> Option<Vec<f64>>) {
    let mut lengths = [0u8; 8];
    while stdin().read_exact(&mut lengths).is_ok() {
        let length = |at: usize| u32::from_le_bytes(lengths[at..at + 4].try_into().unwrap()) as usize;
        let (mut head, mut payload) = (vec![0; length(0)], vec![0; length(4)]);
        if stdin().read_exact(&mut head).and(stdin().read_exact(&mut payload)).is_err() {
            return;
        }
        let asked: Value = serde_json::from_slice(&head).unwrap();
        let (mut reply, mut outputs) = (hello.clone(), Vec::new());
        if asked["type"] == "evaluate" {
            let (operation, format) = (asked["operation"].as_str().unwrap(), asked["format"].as_str().unwrap());
            reply = json!({"type": "value", "format": format, "count": asked["count"]});
            for case in cases(&asked, &payload) {
                let Some(part) = compute(operation, format, &case) else {
                    let reason = format!("ndarray does not offer the operation {operation} in {format}");
                    reply = json!({"type": "declined", "reason": reason});
                    break;
                };
                outputs.extend(part);
            }
        }
        reply["id"] = asked["id"].clone();
        let text = reply.to_string().into_bytes();
        let numbers: Vec<u8> = match asked["format"].as_str() {
            Some("binary32") => outputs.iter().flat_map(|one| (*one as f32).to_le_bytes()).collect(),
            _ => outputs.iter().flat_map(|one: &f64| one.to_le_bytes()).collect(),
        };
        let sizes = [text.len() as u32, numbers.len() as u32].map(u32::to_le_bytes).concat();
        stdout().write_all(&[sizes, text, numbers].concat()).and(stdout().flush()).unwrap();
    }
}

fn cases(asked: &Value, payload: &[u8]) -> Vec<Case> {
    let shape = &asked["shape"];
    let size = |name: &str| shape[name].as_u64().unwrap() as usize;
    let numbers: Vec<f64> =
        payload.chunks(4).map(|four| f32::from_le_bytes(four.try_into().unwrap()) as f64).collect();
    let (count, columns) = (asked["count"].as_u64().unwrap() as usize, size("channelsOut"));
    let pixels = size("batch") * size("height") * size("width") * size("channelsIn");
    let terms = size("kernelHeight") * size("kernelWidth") * size("channelsIn");
    let (images, kernels) = numbers.split_at(count * pixels);
    let both = images.chunks(pixels).zip(kernels.chunks(terms * columns));
    both.map(|(image, filters)| {
        let windows = windows(shape, image);
        Case { outputs: windows.len() / terms, windows, filters: filters.to_vec(), terms, columns }
    })
    .collect()
}

/// Cuts the windows out of an image, in the order of the outputs, with +0 in the padding.
fn windows(shape: &Value, image: &[f64]) -> Vec<f64> {
    let of = |value: &Value| value.as_i64().unwrap();
    let (channels, sizes) = (of(&shape["channelsIn"]), [of(&shape["height"]), of(&shape["width"])]);
    let kernel = [of(&shape["kernelHeight"]), of(&shape["kernelWidth"])];
    let [stride, dilation] = ["stride", "dilation"].map(|name| [of(&shape[name][0]), of(&shape[name][1])]);
    let (mut before, mut outputs) = ([0; 2], [0; 2]);
    for axis in 0..2 {
        let reach = (kernel[axis] - 1) * dilation[axis] + 1;
        let same = ((sizes[axis] + stride[axis] - 1) / stride[axis] - 1) * stride[axis] + reach - sizes[axis];
        let [first, total] = match shape["padding"].as_str() {
            Some("same") => [same.max(0) / 2, same.max(0)],
            Some(_) => [0, 0],
            None => [0, 1].map(|end| (0..=end).map(|side| of(&shape["padding"][2 * axis + side as usize])).sum()),
        };
        before[axis] = first;
        outputs[axis] = (sizes[axis] + total - reach) / stride[axis] + 1;
    }
    let mut result = Vec::new();
    for place in 0..of(&shape["batch"]) * outputs[0] * outputs[1] {
        let (image_of, top, left) =
            (place / outputs[1] / outputs[0], place / outputs[1] % outputs[0] * stride[0], place % outputs[1] * stride[1]);
        for tap in 0..kernel[0] * kernel[1] * channels {
            let y = top - before[0] + tap / channels / kernel[1] * dilation[0];
            let x = left - before[1] + tap / channels % kernel[1] * dilation[1];
            let inside = y >= 0 && x >= 0 && y < sizes[0] && x < sizes[1];
            let at = ((image_of * sizes[0] + y) * sizes[1] + x) * channels + tap % channels;
            result.push(if inside { image[at as usize] } else { 0.0 });
        }
    }
    result
}
