// An engine of lastbit. Put your kernel into convolve.
package main
import "encoding/binary"
import "encoding/json"
import "io"
import "os"

type Request struct { Type string; Id, Count int; Shape Shape }
type Shape struct {
	Batch, Height, Width, ChannelsIn, ChannelsOut, KernelHeight, KernelWidth int
	Stride, Dilation                                                         [2]int // rows, columns
	Padding                                                                  any    // a word or four numbers
}

// Image NHWC, kernel HWIO and not flipped, result NHWC; no padding; conv1d has one row. For an operation of another kind, add Operation to Request.
func convolve(s Shape, image, kernel []float32) (result []float32) {
	for n := 0; n < s.Batch; n++ {
		for y := 0; y+s.KernelHeight <= s.Height; y += s.Stride[0] {
			for x := 0; x+s.KernelWidth <= s.Width; x += s.Stride[1] {
				for o := 0; o < s.ChannelsOut; o++ {
					var total float32
					for tap := 0; tap < s.KernelHeight*s.KernelWidth*s.ChannelsIn; tap++ {
						r, q, c := tap/s.ChannelsIn/s.KernelWidth, tap/s.ChannelsIn%s.KernelWidth, tap%s.ChannelsIn
						total += image[((n*s.Height+y+r)*s.Width+x+q)*s.ChannelsIn+c] * kernel[tap*s.ChannelsOut+o]
					}
					result = append(result, total)
				}
			}
		}
	}
	return
}

func main() {
	var lengths [2]uint32
	for binary.Read(os.Stdin, binary.LittleEndian, &lengths) == nil {
		header, numbers, outputs := make([]byte, lengths[0]), make([]float32, lengths[1]/4), []float32{}
		io.ReadFull(os.Stdin, header)
		binary.Read(os.Stdin, binary.LittleEndian, numbers)
		var asked Request
		json.Unmarshal(header, &asked)
		s, reply := asked.Shape, map[string]any{"type": "declined", "reason": "padding or dilation"}
		if asked.Type == "hello" {
			operations := []any{map[string]any{"name": "conv2d", "formats": []string{"binary32"}}, map[string]any{"name": "conv1d", "formats": []string{"binary32"}}}
			reply = map[string]any{"type": "hello", "protocol": 2, "engine": "mine", "version": "1", "operations": operations}
		} else if s.Padding == "valid" && s.Dilation == [2]int{1, 1} {
			reply = map[string]any{"type": "value", "format": "binary32", "count": asked.Count}
			pixels, taps := s.Batch*s.Height*s.Width*s.ChannelsIn, s.KernelHeight*s.KernelWidth*s.ChannelsIn*s.ChannelsOut
			for i := 0; i < asked.Count; i++ {
				outputs = append(outputs, convolve(s, numbers[i*pixels:], numbers[asked.Count*pixels+i*taps:])...)
			}
		}
		reply["id"] = asked.Id
		text, _ := json.Marshal(reply)
		binary.Write(os.Stdout, binary.LittleEndian, [2]uint32{uint32(len(text)), uint32(4 * len(outputs))})
		os.Stdout.Write(text)
		binary.Write(os.Stdout, binary.LittleEndian, outputs)
	}
}
