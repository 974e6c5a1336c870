using Microsoft.Extensions.DependencyInjection;

namespace Millrace;

/// <summary>Millrace in a generic or ASP.NET Core host.</summary>
public static class MillraceServices
{
    /// <summary>Returns a builder that adds jobs: <c>services.AddMillrace().AddJob&lt;WordCount&gt;()</c>.</summary>
    public static MillraceBuilder AddMillrace(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        return new MillraceBuilder(services);
    }
}
