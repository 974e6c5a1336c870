namespace Millrace;

/// <summary>Marks a <c>readonly partial record struct</c> as a row type; the generator writes its layout, hash, order and codecs.</summary>
[AttributeUsage(AttributeTargets.Struct)]
public sealed class RecordAttribute : Attribute;
