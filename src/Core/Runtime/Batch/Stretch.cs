namespace Millrace.Runtime;

/// <summary>Rows of one lane that follow each other.</summary>
internal readonly record struct Stretch(int Lane, int Count);
