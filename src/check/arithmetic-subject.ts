/** The subject of claims about rounded operations and sums: what this process does with binary32 numbers. It is no engine. */
export const arithmeticSubject = 'lastbit/binary32';
