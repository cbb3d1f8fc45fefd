// The host's side of docs/protocol.md: frames, and the windows of a case.
package main

import (
	"encoding/binary"
	"encoding/json"
	"io"
	"os"
	"runtime"
)

type request struct {
	Type, Operation, Format string
	Id, Count               int
	Shape                   shape
}

type shape struct {
	Batch, Height, Width, ChannelsIn, ChannelsOut, KernelHeight, KernelWidth int
	Stride, Dilation                                                         [2]int
	Padding                                                                  any
}

type answer map[string]any

// serve answers requests until the end of input. compute gives the outputs of a case from its windows, one row each,
// and its filters, one column each.
func serve(hello answer, compute func(operation, format string, windows, filters []float64, m, k, n int) []float64) {
	var lengths [2]uint32
	for binary.Read(os.Stdin, binary.LittleEndian, &lengths) == nil {
		header, numbers := make([]byte, lengths[0]), make([]float32, lengths[1]/4)
		io.ReadFull(os.Stdin, header)
		binary.Read(os.Stdin, binary.LittleEndian, numbers)
		var asked request
		json.Unmarshal(header, &asked)
		var outputs []float64
		reply := hello
		if asked.Type == "evaluate" {
			s := asked.Shape
			reply = answer{"type": "value", "format": asked.Format, "count": asked.Count}
			pixels, taps := s.Batch*s.Height*s.Width*s.ChannelsIn, s.KernelHeight*s.KernelWidth*s.ChannelsIn
			for i := 0; i < asked.Count; i++ {
				windows := s.windows(numbers[i*pixels : (i+1)*pixels])
				filters := numbers[asked.Count*pixels+i*taps*s.ChannelsOut:][:taps*s.ChannelsOut]
				part := compute(asked.Operation, asked.Format, windows, widened(filters), len(windows)/taps, taps, s.ChannelsOut)
				if part == nil {
					reply = answer{"type": "declined", "reason": "gonum does not offer the operation " + asked.Operation + " in " + asked.Format}
					break
				}
				outputs = append(outputs, part...)
			}
		}
		reply["id"] = asked.Id
		text, _ := json.Marshal(reply)
		var payload any = outputs
		size := 8 * len(outputs)
		if asked.Format == "binary32" {
			payload, size = narrowed(outputs), 4*len(outputs)
		}
		binary.Write(os.Stdout, binary.LittleEndian, [2]uint32{uint32(len(text)), uint32(size)})
		os.Stdout.Write(text)
		binary.Write(os.Stdout, binary.LittleEndian, payload)
	}
}

// windows cuts the windows out of an image, in the order of the outputs, with +0 in the padding.
func (s shape) windows(image []float32) (windows []float64) {
	size, kernel := [2]int{s.Height, s.Width}, [2]int{s.KernelHeight, s.KernelWidth}
	var before, outputs [2]int
	for axis := 0; axis < 2; axis++ {
		reach, stride := (kernel[axis]-1)*s.Dilation[axis]+1, s.Stride[axis]
		total := 0
		switch padding := s.Padding.(type) {
		case string:
			if padding == "same" {
				total = max(0, ((size[axis]+stride-1)/stride-1)*stride+reach-size[axis])
			}
			before[axis] = total / 2
		case []any:
			before[axis] = int(padding[2*axis].(float64))
			total = before[axis] + int(padding[2*axis+1].(float64))
		}
		outputs[axis] = (size[axis]+total-reach)/stride + 1
	}
	for place := 0; place < s.Batch*outputs[0]*outputs[1]; place++ {
		n, top, left := place/outputs[1]/outputs[0], place/outputs[1]%outputs[0]*s.Stride[0], place%outputs[1]*s.Stride[1]
		for tap := 0; tap < kernel[0]*kernel[1]*s.ChannelsIn; tap++ {
			y := top - before[0] + tap/s.ChannelsIn/kernel[1]*s.Dilation[0]
			x := left - before[1] + tap/s.ChannelsIn%kernel[1]*s.Dilation[1]
			if y < 0 || x < 0 || y >= s.Height || x >= s.Width {
				windows = append(windows, 0)
			} else {
				windows = append(windows, float64(image[((n*s.Height+y)*s.Width+x)*s.ChannelsIn+tap%s.ChannelsIn]))
			}
		}
	}
	return
}

// widened changes no number.
func widened(numbers []float32) []float64 {
	wide := make([]float64, len(numbers))
	for i, one := range numbers {
		wide[i] = float64(one)
	}
	return wide
}

// narrowed changes no number that came from binary32.
func narrowed(numbers []float64) []float32 {
	narrow := make([]float32, len(numbers))
	for i, one := range numbers {
		narrow[i] = float32(one)
	}
	return narrow
}

func environment() answer {
	return answer{"cpu": processor(), "threads": 1, "go": runtime.Version(), "platform": runtime.GOOS + "-" + runtime.GOARCH}
}
