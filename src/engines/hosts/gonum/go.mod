module lastbit/gonum

go 1.23.0

require gonum.org/v1/gonum v0.16.0
