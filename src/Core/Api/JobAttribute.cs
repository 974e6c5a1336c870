namespace Millrace;

/// <summary>Marks a <c>partial class</c> with a <c>void Define(JobBuilder job)</c> method as a job; the generator compiles it.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class JobAttribute : Attribute;
