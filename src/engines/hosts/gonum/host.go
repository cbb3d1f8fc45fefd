// gonum as an engine: blas/gonum in binary32 and binary64, floats in binary64. One thread.
package main

import (
	"os"
	"regexp"
	"runtime"
	"runtime/debug"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/floats"
)

func compute(operation, format string, windows, filters []float64, m, k, n int) []float64 {
	outputs := make([]float64, m*n)
	switch operation + " " + format {
	case "matmul binary32":
		left := blas32.General{Rows: m, Cols: k, Stride: k, Data: narrowed(windows)}
		right := blas32.General{Rows: k, Cols: n, Stride: n, Data: narrowed(filters)}
		result := blas32.General{Rows: m, Cols: n, Stride: n, Data: make([]float32, m*n)}
		blas32.Gemm(blas.NoTrans, blas.NoTrans, 1, left, right, 0, result)
		return widened(result.Data)
	case "matmul binary64":
		left := blas64.General{Rows: m, Cols: k, Stride: k, Data: windows}
		right := blas64.General{Rows: k, Cols: n, Stride: n, Data: filters}
		blas64.Gemm(blas.NoTrans, blas.NoTrans, 1, left, right, 0, blas64.General{Rows: m, Cols: n, Stride: n, Data: outputs})
		return outputs
	}
	for i := range outputs {
		window, filter := windows[i/n*k:(i/n+1)*k], make([]float64, k)
		for tap := range filter {
			filter[tap] = filters[tap*n+i%n]
		}
		switch operation + " " + format {
		case "dot binary32":
			left, right := narrowed(window), narrowed(filter)
			outputs[i] = float64(blas32.Dot(blas32.Vector{N: k, Inc: 1, Data: left}, blas32.Vector{N: k, Inc: 1, Data: right}))
		case "dot binary64":
			outputs[i] = floats.Dot(window, filter)
		case "multiply-sum binary64":
			outputs[i] = floats.Sum(floats.MulTo(make([]float64, k), window, filter))
		default:
			return nil
		}
	}
	return outputs
}

// processor is the model of the processor, as Linux names it.
func processor() string {
	text, _ := os.ReadFile("/proc/cpuinfo")
	found := regexp.MustCompile(`(?m)^model name\s*:\s*(.*\S)`).FindSubmatch(text)
	if found == nil {
		return "unknown"
	}
	return string(found[1])
}

func main() {
	runtime.GOMAXPROCS(1)
	built, _ := debug.ReadBuildInfo()
	both := []string{"binary32", "binary64"}
	operations := []any{
		answer{"name": "multiply-sum", "formats": both[1:]}, answer{"name": "dot", "formats": both},
		answer{"name": "matmul", "formats": both},
	}
	version := built.Deps[0].Version[1:]
	serve(answer{"type": "hello", "protocol": 2, "engine": "gonum", "version": version, "operations": operations,
		"environment": environment()}, compute)
}
