using Microsoft.CodeAnalysis;
using Millrace.Generators.Jobs.Extract;
using Millrace.Generators.Jobs.Model;

namespace Millrace.Generators.Tests.Jobs;

/// <summary>A job that could not be read, and of which nobody says why, does not pass the build.</summary>
public class UnreadJobTests
{
    private const string Unread = "[Job] public sealed partial class TestJob { private const string __Unread = \"0|0|0|1|a type that this method uses is not known|File0.cs\"; }";

    [Fact]
    public void A_job_that_failed_without_a_word_is_an_error()
    {
        var found = Find(Unread);
        Assert.Equal("MR1099", found?.Id);
        Assert.Equal(Unread.IndexOf("TestJob", StringComparison.Ordinal), found!.Location.SourceSpan.Start);
    }

    [Theory]
    [InlineData("public sealed class Other { public Missing Value; }")]
    [InlineData("[Record] public readonly record struct Row(int A) { private const string __Unread = \"\"; }")]
    public void One_that_others_have_the_word_on_is_not(string other) => Assert.Null(Find(Unread + other));

    [Fact]
    public void Neither_is_one_whose_records_or_operators_have_mistakes() => Assert.Null(Find(Unread, context => context.FailForType()));

    private static Diagnostic? Find(string source, Action<ExtractContext>? before = null)
    {
        var compilation = GeneratorRun.Compile(Microsoft.CodeAnalysis.CSharp.LanguageVersion.Preview, source);
        var context = new ExtractContext(compilation, compilation.GetTypeByMetadataName("TestJob")!, default) { Copies = false };
        before?.Invoke(context);
        return UnreadJob.Find(context, new JobModel(new ClassModel("", default, "TestJob", "TestJob"), default, default, default, default, false));
    }
}
