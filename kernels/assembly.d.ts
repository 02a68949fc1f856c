/** AssemblyScript's number types, for editors and the type checker; the compiler has its own. */

declare type f64 = number;
