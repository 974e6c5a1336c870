using Millrace.Benchmarks;

return await CommandLine.RunAsync(args);
