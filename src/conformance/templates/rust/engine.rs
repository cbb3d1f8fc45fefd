//! An engine of lastbit. Put your kernel into `convolve`.
use std::io::{stdin, stdout, Read, Write};

struct Shape { batch: usize, height: usize, width: usize, channels: usize, out: usize, rows: usize, columns: usize, stride: [usize; 2] }

/// Image NHWC, kernel HWIO and not flipped, result NHWC; no padding; conv1d has one row. An operation of another kind is told by `header`.
fn convolve(s: &Shape, image: &[f32], kernel: &[f32], result: &mut Vec<u8>) {
    for n in 0..s.batch {
        for y in (0..=s.height - s.rows).step_by(s.stride[0]) {
            for x in (0..=s.width - s.columns).step_by(s.stride[1]) {
                for o in 0..s.out {
                    let mut total = 0f32;
                    for r in 0..s.rows {
                        for q in 0..s.columns {
                            for c in 0..s.channels {
                                total += image[((n * s.height + y + r) * s.width + x + q) * s.channels + c]
                                    * kernel[((r * s.columns + q) * s.channels + c) * s.out + o];
                            }
                        }
                    }
                    result.extend(total.to_le_bytes());
                }
            }
        }
    }
}

/// The numbers after "key": in the header.
fn numbers(header: &str, key: &str) -> Vec<usize> {
    let text = header.split(&format!("\"{key}\":")).nth(1).unwrap_or("").trim_start_matches('[');
    text.split(|c: char| !c.is_ascii_digit()).map_while(|one| one.parse().ok()).collect()
}

fn main() {
    let mut lengths = [0u8; 8];
    while stdin().read_exact(&mut lengths).is_ok() {
        let length = |at: usize| u32::from_le_bytes(lengths[at..at + 4].try_into().unwrap()) as usize;
        let (mut head, mut payload, mut outputs) = (vec![0; length(0)], vec![0; length(4)], Vec::new());
        if stdin().read_exact(&mut head).and(stdin().read_exact(&mut payload)).is_err() { return; }
        let header = String::from_utf8(head).unwrap();
        let get = |key: &str| numbers(&header, key).first().copied().unwrap_or(0);
        let mut reply = r#""declined","reason":"padding or dilation""#;
        if header.contains(r#""type":"hello""#) {
            reply = r#""hello","protocol":2,"engine":"mine","version":"1","environment":{},"operations":[{"name":"conv2d","formats":["binary32"]},{"name":"conv1d","formats":["binary32"]}]"#;
        } else if header.contains(r#""padding":"valid""#) && header.contains(r#""dilation":[1,1]"#) {
            reply = r#""value","format":"binary32""#;
            let (rows, columns, [batch, height, width]) = (get("kernelHeight"), get("kernelWidth"), ["batch", "height", "width"].map(get));
            let stride = numbers(&header, "stride")[..2].try_into().unwrap();
            let s = Shape { batch, height, width, channels: get("channelsIn"), out: get("channelsOut"), rows, columns, stride };
            let all: Vec<f32> = payload.chunks(4).map(|b| f32::from_le_bytes(b.try_into().unwrap())).collect();
            let (pixels, taps) = (batch * height * width * s.channels, rows * columns * s.channels * s.out);
            let (images, kernels) = all.split_at(get("count") * pixels);
            for (image, kernel) in images.chunks(pixels).zip(kernels.chunks(taps)) { convolve(&s, image, kernel, &mut outputs); }
        }
        let text = format!(r#"{{"id":{},"count":{},"type":{reply}}}"#, get("id"), get("count"));
        let sizes = [text.len() as u32, outputs.len() as u32].map(u32::to_le_bytes).concat();
        stdout().write_all(&[sizes, text.into_bytes(), outputs].concat()).and(stdout().flush()).unwrap();
    }
}
