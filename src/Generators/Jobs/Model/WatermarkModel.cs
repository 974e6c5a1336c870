namespace Millrace.Generators.Jobs.Model;

/// <summary>A strategy for watermarks, whose settings are an argument of <c>EventTime</c>.</summary>
/// <param name="Mark">The lambda that reads the watermark which a row carries; -1 if none does.</param>
/// <param name="Generator">Type of the user's generator; empty if there is none.</param>
internal sealed record WatermarkModel(int Mark, string Generator)
{
    /// <summary>True if the settings have an out-of-orderness, by which the first row of a split bounds its times.</summary>
    public bool IsByHighest => Mark < 0 && Generator.Length == 0;
}
